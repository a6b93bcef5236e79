import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { actions } from "../../actions/actions.svelte";
import type { BatchView } from "../../ipc/bindings/BatchView";
import type { SendProgress } from "../../ipc/bindings/SendProgress";
import { router } from "../../stores/router.svelte";
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
  let tell: (event: SendProgress) => void = () => undefined;
  let end: (batch: BatchView) => void = () => undefined;
  vi.spyOn(ipc, "test_many").mockImplementation((_, __, progress) => {
    tell = progress;
    return new Promise((done) => (end = done));
  });
  return { tell: (event: SendProgress) => tell(event), end: (batch: BatchView) => end(batch) };
}

const batch: BatchView = {
  id: "r-1", began: "2026-03-14T12:00:00Z", ended: "2026-03-14T12:00:04Z", took_ms: 4_000, hosts: [],
  total: 8, accepted: 0, degraded: 0, refused: 0, unreachable: 0, odd: 0, not_sent: 8, skipped: 8, cancelled: true,
};

describe("RunScreen", () => {
  it("says that there was none, and the way to one", async () => {
    render(RunScreen);
    expect(screen.getByText(words.none)).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: words.toBoard }));
    expect(router.place.screen).toBe("board");
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
