// One run: tests of many at once. Events only note what they say; the page is told at most once a frame, and not ten times in
// a blink, however many come. Read when the first run begins: the start has no need of it.

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

/** The page is told at most this often, in milliseconds. */
const CALM = 80;

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
  readonly #touched = new Set<Step>();
  #counts: RunCounts | null = null;
  #told = -Infinity;
  #asked = false;

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

  hear(event: SendProgress): void {
    if (event.kind === "counts") {
      this.#counts = event.counts;
    } else {
      const step = this.#byId.get(event.integration);
      if (step === undefined) return;
      if (event.kind === "started") Object.assign(step, { state: "running", why: null, until: null });
      else if (event.kind === "waiting") Object.assign(step, { state: "waiting", why: event.why, until: event.until });
      else Object.assign(step, { state: "done", why: null, until: null, send: event.send, refusal: event.refusal });
      this.#touched.add(step);
    }
    this.#ask();
  }

  /** It has ended: whatever was not told yet is told now. */
  end(batch: BatchView | null, refusal: Refusal | null): void {
    this.batch = batch;
    this.refusal = refusal;
    this.stopping = false;
    // What nobody spoke of was left out: the run was stopped before its turn.
    for (const step of this.steps) {
      if (step.state === "done") continue;
      Object.assign(step, { state: "done", why: null, until: null });
      this.#touched.add(step);
    }
    this.tell();
    for (const { integration } of this.steps) this.#tests.running.delete(integration);
  }

  #ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame((now) => this.#frame(now));
  }

  #frame(now: number): void {
    if (now - this.#told < CALM) {
      requestAnimationFrame((later) => this.#frame(later));
      return;
    }
    this.#told = now;
    this.tell();
  }

  tell(): void {
    this.#asked = false;
    if (this.#counts !== null) this.counts = this.#counts;
    this.#counts = null;
    if (this.#touched.size === 0) return;
    for (const step of this.#touched) {
      if (step.state === "running") this.#tests.running.add(step.integration);
      else this.#tests.running.delete(step.integration);
    }
    this.#touched.clear();
    this.version += 1;
  }
}
