// Single tests that are under way, wherever they were begun. Tests of many are in `runs`.

import { SvelteSet } from "svelte/reactivity";
import type { SendView } from "../ipc/bindings/SendView";
import type { Shell } from "../ipc";
import { ipc } from "../ipc";

type Door = Pick<Shell, "test" | "test_cancel">;

export class Tests {
  /** Integrations that are being tested now, those of a run too. */
  readonly running = new SvelteSet<string>();
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

  /** Stops one. Its socket is dropped at once. */
  async cancel(id: string): Promise<void> {
    await this.#door.test_cancel(id).catch(() => null);
  }
}

export const tests = new Tests(ipc);
