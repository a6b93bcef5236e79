import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { actions } from "../../actions/actions.svelte";
import type { BatchView } from "../../ipc/bindings/BatchView";
import type { SendProgress } from "../../ipc/bindings/SendProgress";
import { runs } from "../../stores/runs.svelte";
import { runWords as words } from "../../words/run";
import { ipc, world } from "../staged";
import RunScreen from "./RunScreen.svelte";

vi.mock("../../ipc", () => import("../staged"));

const ids = world.hung.filter((hung) => hung.parts.size > 0 && !hung.archived).slice(0, 8).map((hung) => hung.id);
const press = (key: string) => actions.press(new KeyboardEvent("keydown", { key, bubbles: true }));

beforeEach(() => {
  vi.restoreAllMocks();
  // A list draws what is in view: here nothing has a height of its own.
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
});

/** A run that goes on until it is told to end. */
function going() {
  let tell: (events: SendProgress[]) => void = () => undefined;
  let end: (batch: BatchView) => void = () => undefined;
  vi.spyOn(ipc, "test_many").mockImplementation((_, __, progress) => {
    tell = progress;
    return new Promise((done) => (end = done));
  });
  return { tell: (event: SendProgress) => tell([event]), end: (batch: BatchView) => end(batch) };
}

const batch: BatchView = {
  id: "r-1", began: "2026-03-14T12:00:00Z", ended: "2026-03-14T12:00:04Z", took_ms: 4_000, hosts: [],
  total: 8, accepted: 0, degraded: 0, refused: 0, unreachable: 0, odd: 0, not_sent: 8, skipped: 8, cancelled: true,
};

describe("RunScreen", () => {
  it("sets one up by a filter and limits, and says what that comes to", async () => {
    const many = vi.spyOn(ipc, "test_many").mockResolvedValue({ ...batch, cancelled: false });
    render(RunScreen);
    const go = await screen.findByTestId<HTMLButtonElement>("run-setup-go");
    await waitFor(() => expect(go.disabled).toBe(false));
    const all = await ipc.run_choose({ client: null, providers: [], environments: [], tags: [], health: [] });
    expect(go.textContent).toContain(String(all.integrations.length));
    await fireEvent.click(screen.getByTestId("run-setup-refused"));
    const bad = await ipc.run_choose({ client: null, providers: [], environments: [], tags: [], health: ["refused"] });
    await waitFor(() => expect(go.textContent?.trim()).toBe(words.start(bad.integrations.length)));
    expect(screen.getByTestId("run-setup-said").textContent).toContain("Refused");
    const atOnce = screen.getByTestId<HTMLInputElement>("run-concurrency");
    await fireEvent.input(atOnce, { target: { value: "65" } });
    expect(go.disabled).toBe(true);
    expect(screen.getByText(words.limitNumber)).toBeTruthy();
    await fireEvent.input(atOnce, { target: { value: "8" } });
    await fireEvent.input(screen.getByTestId("run-per-host"), { target: { value: "2" } });
    await fireEvent.click(go);
    await waitFor(() => expect(many.mock.lastCall?.slice(0, 2)).toEqual([bad.integrations, { concurrency: 8, per_host: 2 }]));
    expect(runs.current?.title).toBe("Refused");
    await screen.findByText(words.limits(8, 2));
    runs.limits = { concurrency: null, per_host: null };
  });

  it("stops by Escape while it runs, and says what was left out", async () => {
    const run = going();
    const stop = vi.spyOn(ipc, "test_cancel");
    const over = runs.start(ids, "Everything");
    render(RunScreen);
    await screen.findByTestId("run-stop");
    run.tell({ kind: "started", integration: ids[0] ?? "" });
    run.tell({ kind: "waiting", integration: ids[1] ?? "", why: "breaker_open", until: null });
    expect(press("Escape")).toBe(true);
    expect(stop).toHaveBeenCalledExactlyOnceWith(null);
    run.end(batch);
    await over;
    expect((await screen.findByTestId("run-said")).textContent).toContain(words.stopped);
    expect(screen.getByTestId("run-said").textContent).toContain(words.skipped(8));
    expect(screen.queryByTestId("run-stop")).toBeNull();
  });

  it("closes the one that is looked at before it stops anything", async () => {
    const run = going();
    const stop = vi.spyOn(ipc, "test_cancel");
    const over = runs.start(ids, "Everything");
    render(RunScreen);
    await screen.findByTestId("run-stop");
    await fireEvent.click((await screen.findAllByTestId("run-row"))[0] ?? document.body);
    await screen.findByText(words.waitingDetail);
    press("Escape");
    await waitFor(() => expect(screen.queryByText(words.waitingDetail)).toBeNull());
    expect(stop).not.toHaveBeenCalled();
    run.end({ ...batch, cancelled: false });
    await over;
  });

  it("says why one waits", async () => {
    const run = going();
    const over = runs.start(ids, "Everything");
    render(RunScreen);
    await screen.findByTestId("run-stop");
    run.tell({ kind: "waiting", integration: ids[0] ?? "", why: "backing_off", until: "2026-03-14T12:00:00Z" });
    expect(await screen.findByText(new RegExp(words.waits.backing_off))).toBeTruthy();
    run.end(batch);
    await over;
  });

  it("shows one in full, tests the bad ones again, and saves what came of it", async () => {
    await runs.start(ids, "Everything");
    render(RunScreen);
    await fireEvent.click(await screen.findByTestId("run-refused"));
    await fireEvent.click((await screen.findAllByTestId("run-row"))[0] ?? document.body);
    expect((await screen.findByTestId("verdict")).dataset["verdict"]).toBe("refused");
    press("Escape");
    const bad = runs.current?.steps.filter(({ send }) => send?.verdict !== "accepted" && send?.verdict !== "degraded").map(({ integration }) => integration);
    const many = vi.spyOn(ipc, "test_many");
    await fireEvent.click(screen.getByTestId("run-failed"));
    await waitFor(() => expect(many.mock.lastCall?.[0]).toEqual(bad));
    await waitFor(() => expect(runs.now).toBeNull());
    HTMLElement.prototype.showPopover = () => undefined;
    const save = vi.spyOn(ipc, "run_save");
    await fireEvent.click(await screen.findByTestId("run-save"));
    await fireEvent.click(await screen.findByRole("menuitem", { name: words.formats.junit }));
    expect(save).toHaveBeenCalledExactlyOnceWith(runs.current?.batch?.id, "junit");
  });
});
