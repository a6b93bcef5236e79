// The run that is under way, or the last one, wherever the person is meanwhile.

import type { Refusal } from "../ipc/bindings/Refusal";
import type { RunOptions } from "../ipc/bindings/RunOptions";
import type { Shell } from "../ipc";
import { ipc } from "../ipc";
import type { Run } from "./run.svelte";
import { tests, type Tests } from "./tests.svelte";

type Door = Pick<Shell, "test_many" | "test_cancel">;

/** What the engine takes where nothing is said; and the most of either. */
export const usual = { concurrency: 16, per_host: 4, most: 64 } as const;

export class Runs {
  current = $state.raw<Run | null>(null);
  /** How much the next run does at once; `null`: as usual. */
  limits = $state.raw<RunOptions>({ concurrency: null, per_host: null });
  readonly #door: Door;
  readonly #tests: Pick<Tests, "running">;
  #beginning = false;

  constructor(door: Door, running: Pick<Tests, "running">) {
    this.#door = door;
    this.#tests = running;
  }

  /** The run that is under way. */
  get now(): Run | null {
    return this.current === null || this.current.over ? null : this.current;
  }

  /** Begins one, unless one is under way; `begun` is told once it can be followed. Answers when it has ended. */
  async start(integrations: readonly string[], title: string, begun?: () => void): Promise<Run | null> {
    if (this.#beginning || this.now !== null || integrations.length === 0) return null;
    this.#beginning = true;
    const { Run } = await import("./run.svelte").finally(() => (this.#beginning = false));
    const run = new Run(integrations, title, this.limits, this.#tests);
    this.current = run;
    begun?.();
    try {
      run.end(await this.#door.test_many([...integrations], run.options, (events) => run.hear(events)), null);
    } catch (refusal) {
      run.end(null, refusal as Refusal);
    }
    return run;
  }

  /** Stops it: sockets are dropped at once, and what was not sent is counted as such. */
  async stop(): Promise<void> {
    if (this.now === null) return;
    this.now.stopping = true;
    await this.#door.test_cancel(null).catch(() => null);
  }

  /** Another workspace: its runs are others. */
  forget(): void {
    if (this.now === null) this.current = null;
  }
}

export const runs = new Runs(ipc, tests);
