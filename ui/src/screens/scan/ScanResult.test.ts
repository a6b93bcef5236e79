import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { router } from "../../stores/router.svelte";
import { scanning } from "../../stores/scanning.svelte";
import { toasts } from "../../stores/toasts.svelte";
import { scanWords as words } from "../../words/scan";
import { ipc } from "../staged";
import ScanResult from "./ScanResult.svelte";

vi.mock("../../ipc", () => import("../staged"));

async function idOf(name: string): Promise<string> {
  return (await ipc.scans(null, 0, 50)).rows.find((scan) => scan.name === name)?.id ?? "";
}

const rows = () => screen.getAllByTestId("scan-finding");
const size = () => Number(rows()[0]?.getAttribute("aria-setsize"));
const said = () => rows().map((row) => row.textContent ?? "");

async function opened(name = "nordlys-theme"): Promise<HTMLElement> {
  render(ScanResult, { id: await idOf(name) });
  return screen.findByTestId("scan-list");
}

beforeEach(() => {
  vi.restoreAllMocks();
  scanning.forget();
  window.innerWidth = 1024;
  HTMLElement.prototype.showPopover = () => undefined;
  HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
    this.open = true;
  };
});

describe("ScanResult", () => {
  it("says it in one sentence, then lists the worst first", async () => {
    await opened();
    expect(screen.getByTestId("scan-summary").textContent).toBe("2 keys of this rack and 3 credentials stand in 5 files");
    expect(rows()[0]?.textContent).toContain("WooCommerce orders");
    expect(size()).toBe(14);
  });

  it("counts on the chip what the sentence counts", async () => {
    await opened();
    expect(screen.getByTestId("scan-class-held").textContent).toMatch(/2\s*$/);
  });

  it("calls new and gone in colour only what is a leak, and leads to the published ones apart", async () => {
    await opened();
    const gone = await screen.findByText(words.sinceGonePublished(2));
    expect(screen.queryByTestId("scan-less")).toBeNull();
    await fireEvent.click(gone);
    await waitFor(() => expect(rows()).toHaveLength(2));
    await fireEvent.click(screen.getByTestId("scan-new"));
    expect(screen.getByTestId("scan-class-published").getAttribute("aria-pressed")).toBe("false");
    expect(size()).toBe(1);
  });

  it("moves by arrows, folds by them, and shows what is chosen with its next step", async () => {
    const list = await opened();
    await fireEvent.keyDown(list, { key: "ArrowDown" });
    const detail = await screen.findByTestId("scan-detail");
    expect(within(detail).getByTestId("scan-means").dataset["class"]).toBe("held");
    const before = size();
    await fireEvent.keyDown(list, { key: "ArrowDown" });
    expect(within(screen.getByTestId("scan-detail")).getByText(words.rule)).toBeTruthy();
    await fireEvent.keyDown(list, { key: "ArrowLeft" });
    expect(size()).toBe(before - 3);
    expect(rows()[0]?.getAttribute("aria-selected")).toBe("true");
    await fireEvent.keyDown(list, { key: "ArrowRight" });
    expect(size()).toBe(before);
    await fireEvent.keyDown(list, { key: "Escape" });
    expect(screen.queryByTestId("scan-detail")).toBeNull();
  });

  it("leads to the integration whose key it is", async () => {
    const list = await opened();
    await fireEvent.keyDown(list, { key: "ArrowDown" });
    await fireEvent.click(await screen.findByTestId("scan-open"));
    expect(router.place.screen).toBe("integration");
  });

  it("chooses the worst by itself where there is room beside the list", async () => {
    window.innerWidth = 1600;
    await opened();
    expect(await screen.findByTestId("scan-detail")).toBeTruthy();
    expect(rows()[0]?.getAttribute("aria-selected")).toBe("true");
  });

  it("takes one class, and words, and says where nothing fits", async () => {
    await opened();
    await fireEvent.click(screen.getByTestId("scan-class-published"));
    expect(said().every((row) => /Maps|reCAPTCHA|publishable/.test(row))).toBe(true);
    await fireEvent.input(screen.getByTestId("scan-search"), { target: { value: "no such words anywhere" } });
    expect(screen.getByText(words.noneFits)).toBeTruthy();
    await fireEvent.click(screen.getByTestId("scan-clear"));
    expect(rows().length).toBeGreaterThan(5);
  });

  it("groups by file as well", async () => {
    await opened();
    await fireEvent.click(screen.getByText(words.byFile));
    expect(rows()[0]?.textContent).toContain("config/.env");
  });

  it("accepts with a reason, lists it apart, and takes it back", async () => {
    const list = await opened();
    await fireEvent.keyDown(list, { key: "End" });
    await fireEvent.click(await screen.findByTestId("scan-accept"));
    const go = screen.getByTestId<HTMLButtonElement>("scan-accept-go");
    expect(go.disabled).toBe(true);
    await fireEvent.input(screen.getByTestId("scan-reason"), { target: { value: "The maps key of our own domain" } });
    await fireEvent.click(go);
    await fireEvent.click(await screen.findByTestId("scan-accepted"));
    expect(rows()).toHaveLength(1);
    await fireEvent.click(rows()[0]!);
    const reason = screen.getByText("The maps key of our own domain");
    // What was settled stands before what could be done about it.
    expect(reason.compareDocumentPosition(screen.getByTestId("scan-means"))).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
    await fireEvent.click(screen.getByTestId("scan-take-back"));
    await waitFor(() => expect(screen.queryByTestId("scan-finding")).toBeNull());
  });

  it("says at the reason why it was refused, and keeps nothing that looks like a key", async () => {
    const list = await opened();
    await fireEvent.keyDown(list, { key: "End" });
    await fireEvent.click(await screen.findByTestId("scan-accept"));
    const field = screen.getByTestId<HTMLTextAreaElement>("scan-reason");
    await fireEvent.input(field, { target: { value: `it is sk_live${"_4f9a".repeat(5)}` } });
    await fireEvent.click(screen.getByTestId("scan-accept-go"));
    await waitFor(() => expect(field.getAttribute("aria-invalid")).toBe("true"));
    expect(field.value).toBe("");
  });

  it("lists what was not read, with reasons", async () => {
    await opened();
    await fireEvent.click(screen.getByTestId("scan-unread"));
    expect(await screen.findAllByTestId("scan-unread-row")).toHaveLength(5);
  });

  it("is calm where all was read and nothing found", async () => {
    render(ScanResult, { id: await idOf("fjord-headless") });
    expect(await screen.findByText(words.cleanTitle)).toBeTruthy();
  });

  it("does not call a scan clean that left something out, and says what", async () => {
    render(ScanResult, { id: await idOf("kiln-theme") });
    expect(await screen.findByText(words.incompleteTitle)).toBeTruthy();
    expect(screen.queryByText(words.cleanTitle)).toBeNull();
    expect(screen.getByTestId("scan-summary").textContent).toContain("2 keys were not looked for");
    await fireEvent.click(screen.getByTestId("scan-unsought"));
    const left = await screen.findAllByTestId("scan-unread-row");
    expect(left).toHaveLength(4);
    expect(screen.getByText(/Order desk 2/)).toBeTruthy();
    expect(screen.getByText(words.chooseRow)).toBeTruthy();
    await fireEvent.click(left[0]!);
    expect(screen.getByText(/pack-0\.bin/, { selector: "code" })).toBeTruthy();
  });

  it("says of a scan that read nothing that nothing is known, with the reasons and the way on", async () => {
    render(ScanResult, { id: await idOf("boutique.zip") });
    expect(await screen.findByText(words.blindTitle)).toBeTruthy();
    expect(screen.queryByText(words.cleanTitle)).toBeNull();
    expect(await screen.findByText(/Archives within archives/)).toBeTruthy();
    await fireEvent.click(screen.getByTestId("scan-left"));
    expect(screen.getByText(words.nothingReadTitle, { exact: false })).toBeTruthy();
  });

  it("does not call a scan clean that was stopped", async () => {
    const view = await ipc.scan(await idOf("fjord-headless"));
    vi.spyOn(ipc, "scan").mockResolvedValue({ ...view, state: "cancelled" });
    render(ScanResult, { id: view.id });
    expect(await screen.findByText(words.endedTitle)).toBeTruthy();
    expect(screen.queryByText(words.cleanTitle)).toBeNull();
  });

  it("lists what is gone since the scan before, which cannot be accepted any more", async () => {
    await opened();
    await fireEvent.click(screen.getByTestId("scan-gone"));
    await waitFor(() => expect(rows()).toHaveLength(2));
    await fireEvent.click(rows()[0]!);
    const detail = await screen.findByTestId("scan-detail");
    expect(within(detail).getByText(words.goneTitle)).toBeTruthy();
    expect(within(detail).queryByTestId("scan-accept")).toBeNull();
    await fireEvent.click(screen.getByTestId("scan-gone"));
    expect(size()).toBe(14);
  });

  it("asks for a place on the clipboard and for a file by ids alone, and says what came of it", async () => {
    const copy = vi.spyOn(ipc, "finding_copy");
    const save = vi.spyOn(ipc, "scan_save").mockRejectedValueOnce({ code: "file_unwritable", field: null, what: "Not there.", next: "" });
    const list = await opened();
    await fireEvent.keyDown(list, { key: "End" });
    await fireEvent.click(await screen.findByTestId("scan-copy"));
    expect(await screen.findByText(words.copied)).toBeTruthy();
    expect(copy.mock.lastCall?.[0]).toMatch(/^[0-9a-f-]{36}$/);
    for (const [label, said] of [[words.saveSarif, "Not there."], [words.saveJson, words.saved]] as const) {
      await fireEvent.click(screen.getByTestId("scan-more"));
      await fireEvent.click(await screen.findByText(label));
      await waitFor(() => expect(JSON.stringify(toasts.shown)).toContain(said));
    }
    expect(save.mock.calls.map(([, format]) => format)).toEqual(["sarif", "json"]);
  });

  it("says so where the scan is gone", async () => {
    render(ScanResult, { id: "nobody" });
    expect(await screen.findByText(words.missing)).toBeTruthy();
  });

  it("prepares another scan of the same, for a person to choose the folder", async () => {
    await opened();
    await fireEvent.click(screen.getByTestId("scan-again"));
    expect(router.place.screen).toBe("scan");
    expect(scanning.draft).toMatchObject({ kind: "folder", folder: null, git: true });
    expect(scanning.draft.client).not.toBeNull();
  });
});
