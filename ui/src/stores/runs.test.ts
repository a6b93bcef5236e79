import { flushSync } from "svelte";
import { toStore } from "svelte/store";
import { afterEach, describe, expect, it, vi } from "vitest";
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

afterEach(() => vi.restoreAllMocks());

describe("Run", () => {
  it("tells the page once for what comes together", () => {
    const ids = Array.from({ length: 1_000 }, (_, at) => `i-${at}`);
    const run = new Run(ids, "Everything", options, { running: new Tests(stage().shell).running });
    const told: [number, number][] = [];
    const stop = toStore((): [number, number] => [run.version, run.counts.done]).subscribe((now) => told.push(now));
    flushSync();
    run.hear(ids.map((integration) => ({ kind: "started", integration })));
    flushSync();
    run.hear([
      ...ids.map((integration, at) => ({ kind: "done" as const, send: summary, integration, done: at + 1, total: 1_000, refusal: null })),
      { kind: "counts", counts: { ...run.counts, done: 1_000 } },
    ]);
    flushSync();
    stop();
    expect(told).toEqual([[0, 0], [1, 0], [2, 1_000]]);
    expect(run.steps.every(({ state, send }) => state === "done" && send === summary)).toBe(true);
  });

  it("knows how each of them stands, and who waits for what", () => {
    const tests = new Tests(stage().shell);
    const run = new Run(["i-1", "i-2"], "Everything", options, tests);
    run.hear([
      { kind: "started", integration: "i-1" },
      { kind: "waiting", integration: "i-2", why: "backing_off", until: "2026-03-14T12:00:00Z" },
    ]);
    expect(run.steps.map(({ state, why }) => [state, why])).toEqual([["running", null], ["waiting", "backing_off"]]);
    expect([...tests.running]).toEqual(["i-1"]);
    run.hear([{ kind: "done", send: summary, integration: "i-2", done: 1, total: 2, refusal: null }]);
    run.end(batch, null);
    expect(run.steps[0]).toMatchObject({ state: "done", send: null });
    expect(run.steps[1]).toMatchObject({ state: "done", send: summary, why: null });
    expect([...tests.running]).toEqual([]);
    expect(run.over).toBe(true);
  });

  it("takes what came of one after the end, and begins nothing again", () => {
    const tests = new Tests(stage().shell);
    const run = new Run(["i-1", "i-2"], "Everything", options, tests);
    run.end(batch, null);
    run.hear([
      { kind: "started", integration: "i-1" },
      { kind: "done", send: summary, integration: "i-2", done: 1, total: 2, refusal: null },
    ]);
    expect(run.steps.map(({ state, send }) => [state, send])).toEqual([["done", null], ["done", summary]]);
    expect([...tests.running]).toEqual([]);
  });

  it("shows what the engine counted last, and looks at no row for it", () => {
    const run = new Run(["i-1", "i-2"], "Everything", options, new Tests(stage().shell));
    const counts = (done: number, left_ms: number): SendProgress => ({ kind: "counts", counts: { ...run.counts, done, left_ms } });
    run.hear([counts(1, 900), counts(2, 400)]);
    expect(run.counts).toMatchObject({ done: 2, left_ms: 400 });
    expect(run.version).toBe(0);
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
      test_many: vi.fn((_: string[], __: RunOptions, ___: (events: SendProgress[]) => void) => new Promise<never>((_, reject) => (refuse = reject))),
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
