import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { replace, router } from "../../stores/router.svelte";
import { app } from "../../stores/app.svelte";
import { clients } from "../../stores/clients.svelte";
import { emptyDraft, scanning } from "../../stores/scanning.svelte";
import { toasts } from "../../stores/toasts.svelte";
import { scanWords as words } from "../../words/scan";
import { ipc, world } from "../staged";
import ScanScreen from "./ScanScreen.svelte";

vi.mock("../../ipc", () => import("../staged"));

const go = () => screen.getByTestId<HTMLButtonElement>("scan-go");

async function chooseFolder(): Promise<void> {
  await fireEvent.click(await screen.findByTestId("scan-folder-choose"));
  await screen.findByTestId("scan-folder");
}

beforeEach(async () => {
  vi.restoreAllMocks();
  scanning.forget();
  scanning.set(emptyDraft());
  await Promise.all([app.read(), clients.read()]);
  replace({ screen: "scan" });
});

describe("ScanScreen", () => {
  it("scans a folder that a person chose, by its handle, and leads to what came of it", async () => {
    const scan = vi.spyOn(ipc, "scan_folder");
    const stop = scanning.follow();
    render(ScanScreen);
    await screen.findByTestId("scan-form");
    expect(go().disabled).toBe(true);
    await chooseFolder();
    expect(screen.getByTestId("scan-git").getAttribute("aria-checked")).toBe("true");
    await fireEvent.click(go());
    const [handle, input] = scan.mock.lastCall ?? [];
    expect(handle).toMatch(/^[0-9a-f-]{36}$/);
    expect(input).toEqual({ client: null, git: true, shapes: true, rack: true });
    await screen.findByTestId("scan-running");
    await waitFor(() => expect(router.place.screen).toBe("scan-result"), { timeout: 10_000 });
    stop();
  });

  it("tells of the end where the person is by then", async () => {
    const stop = scanning.follow();
    const { unmount } = render(ScanScreen);
    await chooseFolder();
    await fireEvent.click(go());
    await screen.findByTestId("scan-running");
    unmount();
    replace({ screen: "board" });
    await waitFor(() => expect(toasts.shown.at(-1)?.action?.label).toBe(words.toastShow), { timeout: 10_000 });
    expect(router.place.screen).toBe("board");
    toasts.shown.at(-1)?.action?.run();
    expect(router.place.screen).toBe("scan-result");
    stop();
  });

  it("stops at once when asked", async () => {
    const cancel = vi.spyOn(ipc, "scan_cancel");
    render(ScanScreen);
    await chooseFolder();
    await fireEvent.click(go());
    await fireEvent.click(await screen.findByTestId("scan-cancel"));
    expect(cancel).toHaveBeenCalledOnce();
    await waitFor(() => expect(scanning.stage).toBe("idle"));
  });

  it("says at the address what is wrong with it", async () => {
    render(ScanScreen);
    await fireEvent.click(await screen.findByTestId("scan-kind-site"));
    const field = await screen.findByTestId<HTMLInputElement>("scan-url");
    await fireEvent.input(field, { target: { value: "shop" } });
    await fireEvent.click(go());
    // The form gave way to the window of the system meanwhile.
    const again = () => screen.getByTestId<HTMLInputElement>("scan-url");
    await waitFor(() => expect(again().getAttribute("aria-invalid")).toBe("true"));
    expect([again().value, document.activeElement]).toEqual(["shop", again()]);
    await fireEvent.input(again(), { target: { value: "https://shop.example" } });
    expect(again().getAttribute("aria-invalid")).toBe("false");
  });

  it("says that nothing was fetched when the person said no", async () => {
    vi.spyOn(ipc, "scan_site").mockRejectedValue({ code: "declined", field: null, what: "", next: "" });
    render(ScanScreen);
    await fireEvent.click(await screen.findByTestId("scan-kind-site"));
    await fireEvent.input(await screen.findByTestId("scan-url"), { target: { value: "https://shop.example" } });
    await fireEvent.click(go());
    expect(await screen.findByText(words.declined)).toBeTruthy();
  });

  it("offers to look by shape alone where the keyring is locked", async () => {
    const view = await ipc.app();
    app.view = { ...view, keyring: { ...view.keyring, state: "locked" } };
    render(ScanScreen);
    await chooseFolder();
    expect(go().disabled).toBe(true);
    await fireEvent.click(screen.getByTestId("scan-by-shape"));
    expect(screen.getByTestId("scan-rack").getAttribute("aria-checked")).toBe("false");
    expect(go().disabled).toBe(false);
  });

  it("shows the scans of one client, and begins for that client", async () => {
    const nordlys = world.clients.find((client) => client.input.name === "Nordlys Outdoor")?.id ?? "";
    render(ScanScreen, { client: nordlys });
    const rows = await screen.findAllByTestId("scan-row");
    expect(rows.every((row) => row.textContent?.includes("Nordlys Outdoor"))).toBe(true);
    expect(scanning.draft.client).toBe(nordlys);
    const bars = within(screen.getByRole("list", { name: /^Findings of the last/ })).getAllByRole("listitem");
    expect(bars.every((bar) => /: .+ in \d/.test(bar.textContent ?? ""))).toBe(true);
  });

  it("draws no chart across clients, which would look like a trend", async () => {
    render(ScanScreen);
    await screen.findAllByTestId("scan-row");
    expect(screen.queryByRole("list", { name: /^Findings of the last/ })).toBeNull();
  });

  it("says what a scan is for until one was made", async () => {
    vi.spyOn(ipc, "scans").mockResolvedValue({ total: 0, offset: 0, rows: [] });
    render(ScanScreen);
    expect(await screen.findByText(words.introTitle)).toBeTruthy();
  });

  it("says what is wrong with the history, and leaves the form alone", async () => {
    vi.spyOn(ipc, "scans").mockRejectedValueOnce({ code: "storage_busy", field: null, what: "It is busy.", next: "" });
    render(ScanScreen);
    await screen.findByText("It is busy.");
    expect(screen.getByTestId("scan-form")).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect((await screen.findAllByTestId("scan-row")).length).toBeGreaterThan(0);
  });
});
