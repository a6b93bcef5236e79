import { flushSync } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BatchView } from "../ipc/bindings/BatchView";
import type { RunOptions } from "../ipc/bindings/RunOptions";
import type { SendProgress } from "../ipc/bindings/SendProgress";
import { stage } from "../ipc/fake";
import { Run } from "./run.svelte";
import { Runs } from "./runs.svelte";
import { Tests } from "./tests.svelte";

const options: RunOptions = { concurrency: null, per_host: null };
const summary = { id: "s", at: "2026-03-14T12:00:00Z", verdict: "accepted" as const, verdict_words: "Accepted", reason: "accepted", status: 200, total_ms: 90 };
const batch: BatchView = {
  id: "r", began: "", ended: "", took_ms: 1, hosts: [], total: 2, accepted: 2, degraded: 0, refused: 0, unreachable: 0, odd: 0, not_sent: 0, skipped: 0, cancelled: false,
};

/** Frames are run by hand. */
let frames: FrameRequestCallback[] = [];
function frame(at: number): void {
  const due = frames;
  frames = [];
  for (const one of due) one(at);
}

beforeEach(() => {
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (one: FrameRequestCallback) => frames.push(one));
});
afterEach(() => vi.unstubAllGlobals());

describe("Run", () => {
  it("tells the page once for a thousand events, and not twice in a blink", () => {
    const ids = Array.from({ length: 1_000 }, (_, at) => `i-${at}`);
    const run = new Run(ids, "Everything", options, { running: new Tests(stage().shell).running });
    for (const integration of ids) run.hear({ kind: "started", integration });
    expect([run.version, frames.length]).toEqual([0, 1]);
    frame(1_000);
    expect(run.version).toBe(1);
    for (const [at, integration] of ids.entries()) run.hear({ kind: "done", send: summary, integration, done: at + 1, total: 1_000, refusal: null });
    frame(1_016);
    expect(run.version).toBe(1);
    frame(1_100);
    expect(run.version).toBe(2);
    expect(frames).toEqual([]);
  });

  it("knows how each of them stands, and who waits for what", () => {
    const tests = new Tests(stage().shell);
    const run = new Run(["i-1", "i-2"], "Everything", options, tests);
    run.hear({ kind: "started", integration: "i-1" });
    run.hear({ kind: "waiting", integration: "i-2", why: "backing_off", until: "2026-03-14T12:00:00Z" });
    run.tell();
    expect(run.steps.map(({ state, why }) => [state, why])).toEqual([["running", null], ["waiting", "backing_off"]]);
    expect([...tests.running]).toEqual(["i-1"]);
    run.hear({ kind: "done", send: summary, integration: "i-2", done: 1, total: 2, refusal: null });
    run.end(batch, null);
    expect(run.steps[0]).toMatchObject({ state: "done", send: null });
    expect(run.steps[1]).toMatchObject({ state: "done", send: summary, why: null });
    expect([...tests.running]).toEqual([]);
    expect(run.over).toBe(true);
  });

  it("shows what the engine counted last", () => {
    const run = new Run(["i-1", "i-2"], "Everything", options, new Tests(stage().shell));
    run.hear({ kind: "counts", counts: { ...run.counts, done: 1, left_ms: 400 } });
    expect(run.counts.done).toBe(0);
    frame(5_000);
    expect(run.counts).toMatchObject({ done: 1, left_ms: 400 });
  });
});

describe("Runs", () => {
  it("takes no second one while one is under way, and keeps the last", async () => {
    const { shell, world } = stage();
    const runs = new Runs(shell, new Tests(shell));
    const ids = world.hung.filter((hung) => hung.parts.size > 0).slice(0, 10).map((hung) => hung.id);
    const first = runs.start(ids, "Everything");
    expect(await runs.start(ids, "Again")).toBeNull();
    const run = await first;
    expect(run?.batch).toMatchObject({ total: 10, cancelled: false });
    expect([runs.now, runs.current]).toEqual([null, run]);
    expect(run?.steps.every(({ state }) => state === "done")).toBe(true);
  });

  it("stops when asked, and hands a refusal on", async () => {
    const refusal = { code: "keyring_locked", field: null, what: "The keyring is locked.", next: "Unlock it." };
    let refuse = (_: unknown) => {};
    const door = {
      test_many: vi.fn((_: string[], __: RunOptions, ___: (event: SendProgress) => void) => new Promise<never>((_, reject) => (refuse = reject))),
      test_cancel: vi.fn().mockResolvedValue(null),
    };
    const runs = new Runs(door, new Tests(stage().shell));
    const going = new Promise<Run | null>((done) => {
      const begun = new Promise<void>((told) => void runs.start(["i-1"], "Everything", told).then(done));
      void begun.then(() => runs.stop());
    });
    await vi.waitFor(() => expect(door.test_cancel).toHaveBeenCalled());
    expect(runs.now?.stopping).toBe(true);
    expect(door.test_cancel).toHaveBeenCalledExactlyOnceWith(null);
    refuse(refusal);
    expect((await going)?.refusal).toEqual(refusal);
    flushSync();
    expect(runs.now).toBeNull();
    await runs.stop();
    expect(door.test_cancel).toHaveBeenCalledTimes(1);
  });
});
