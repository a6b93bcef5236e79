// Tests that are under way, wherever they were begun, and the batch if one runs.

import { SvelteSet } from "svelte/reactivity";
import type { BatchView } from "../ipc/bindings/BatchView";
import type { Refusal } from "../ipc/bindings/Refusal";
import type { SendView } from "../ipc/bindings/SendView";
import type { Shell } from "../ipc";
import { ipc } from "../ipc";

type Door = Pick<Shell, "test" | "test_many" | "test_cancel">;

export class Tests {
  /** Integrations that are being tested now. */
  readonly running = new SvelteSet<string>();
  /** How far the batch is; `null`: none runs. */
  batch = $state.raw<{ done: number; total: number } | null>(null);
  stopping = $state(false);
  #door: Door;

  constructor(door: Door) {
    this.#door = door;
  }

  /** Tests one; rejects with a `Refusal`. A second call while it runs is refused by the shell. */
  async test(id: string): Promise<SendView> {
    this.running.add(id);
    try {
      return await this.#door.test(id);
    } finally {
      this.running.delete(id);
    }
  }

  async testMany(ids: string[]): Promise<BatchView | Refusal | null> {
    if (this.batch !== null || ids.length === 0) return null;
    this.batch = { done: 0, total: ids.length };
    const begun = new Set<string>();
    try {
      return await this.#door.test_many(ids, { concurrency: null, per_host: null }, (event) => {
        if (event.kind === "started") {
          begun.add(event.integration);
          this.running.add(event.integration);
        } else if (event.kind === "counts") {
          this.batch = { done: event.counts.done, total: event.counts.total };
        } else {
          this.running.delete(event.integration);
        }
      });
    } catch (refusal) {
      return refusal as Refusal;
    } finally {
      for (const id of begun) this.running.delete(id);
      this.batch = null;
      this.stopping = false;
    }
  }

  /** Stops one, or the batch. Sockets are dropped at once; what was not sent is counted as such. */
  async cancel(id: string | null): Promise<void> {
    if (id === null) this.stopping = true;
    await this.#door.test_cancel(id).catch(() => null);
  }
}

export const tests = new Tests(ipc);
