// One run: tests of many at once. The shell gathers what it says; whatever comes together is told to the page once, however much
// it is. Read when the first run begins: the start has no need of it.

import type { BatchView } from "../ipc/bindings/BatchView";
import type { Refusal } from "../ipc/bindings/Refusal";
import type { RunCounts } from "../ipc/bindings/RunCounts";
import type { RunOptions } from "../ipc/bindings/RunOptions";
import type { SendProgress } from "../ipc/bindings/SendProgress";
import type { SendSummary } from "../ipc/bindings/SendSummary";
import type { WaitReason } from "../ipc/bindings/WaitReason";
import type { Tests } from "./tests.svelte";

/** How one of them stands. */
export interface Step {
  integration: string;
  state: "queued" | "running" | "waiting" | "done";
  /** Why it waits, and until when at least. */
  why: WaitReason | null;
  until: string | null;
  send: SendSummary | null;
  refusal: Refusal | null;
}

export class Run {
  /** What is tested, in words: "everything", a client's name, a filter. */
  readonly title: string;
  readonly options: RunOptions;
  /** In the order in which it was asked for. */
  readonly steps: readonly Step[];
  /** Grows with whatever changed in `steps`: what reads them reads this. */
  version = $state(0);
  counts = $state.raw<RunCounts>({ done: 0, total: 0, running: 0, accepted: 0, degraded: 0, refused: 0, unreachable: 0, odd: 0, not_sent: 0, left_ms: null });
  stopping = $state(false);
  /** What came of it, once it has ended. */
  batch = $state.raw<BatchView | null>(null);
  /** Why it could not be begun at all. */
  refusal = $state.raw<Refusal | null>(null);
  readonly began = Date.now();

  readonly #byId: Map<string, Step>;
  readonly #tests: Pick<Tests, "running">;

  constructor(integrations: readonly string[], title: string, options: RunOptions, running: Pick<Tests, "running">) {
    this.title = title;
    this.options = options;
    this.steps = integrations.map((integration) => ({ integration, state: "queued", why: null, until: null, send: null, refusal: null }));
    this.#byId = new Map(this.steps.map((step) => [step.integration, step]));
    this.#tests = running;
    this.counts = { ...this.counts, total: integrations.length };
  }

  get over(): boolean {
    return this.batch !== null || this.refusal !== null;
  }

  /** What was said since the last time, in order. */
  hear(events: readonly SendProgress[]): void {
    let counts: RunCounts | null = null;
    const touched = new Set<Step>();
    for (const event of events) {
      if (event.kind === "counts") {
        counts = event.counts;
        continue;
      }
      const step = this.#byId.get(event.integration);
      // What is said late, after the end, may still say what came of one; nothing goes on any more.
      if (step === undefined || (this.over && event.kind !== "done")) continue;
      if (event.kind === "started") Object.assign(step, { state: "running", why: null, until: null });
      else if (event.kind === "waiting") Object.assign(step, { state: "waiting", why: event.why, until: event.until });
      else Object.assign(step, { state: "done", why: null, until: null, send: event.send, refusal: event.refusal });
      touched.add(step);
    }
    if (counts !== null) this.counts = counts;
    if (touched.size === 0) return;
    for (const { integration, state } of touched) {
      if (state === "running") this.#tests.running.add(integration);
      else this.#tests.running.delete(integration);
    }
    this.version += 1;
  }

  /** It has ended. */
  end(batch: BatchView | null, refusal: Refusal | null): void {
    this.batch = batch;
    this.refusal = refusal;
    this.stopping = false;
    // What nobody spoke of was left out: the run was stopped before its turn.
    for (const step of this.steps) if (step.state !== "done") Object.assign(step, { state: "done", why: null, until: null });
    this.version += 1;
    for (const { integration } of this.steps) this.#tests.running.delete(integration);
  }
}
