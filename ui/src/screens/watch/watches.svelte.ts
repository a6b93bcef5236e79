// All watches, and the strips of those that were in view.

import { SvelteMap } from "svelte/reactivity";
import type { Refusal } from "../../ipc/bindings/Refusal";
import type { WatchRow } from "../../ipc/bindings/WatchRow";
import type { Shell } from "../../ipc";
import { ipc, onChange } from "../../ipc";

type Door = Pick<Shell, "watch_list" | "watch_strips">;

/** While tests come in, they are read again at most this often. */
const CALM = 1_500;
/** Strips asked for at once. */
const STRIPS = 100;

export class Watches {
  /** `null` until they were read once. */
  rows = $state.raw<readonly WatchRow[] | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  readonly strips = new SvelteMap<string, readonly (number | null)[]>();
  readonly #door: Door;
  /** Strips that are here and as they are now. */
  readonly #fresh = new Set<string>();
  #wanted: readonly string[] = [];
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(door: Door = ipc) {
    this.#door = door;
  }

  /** Reads them, and again after changes, until the answer is called. */
  follow(): () => void {
    void this.read();
    const off = onChange(["watches", "log", "clients"], () => {
      this.#again ??= setTimeout(() => {
        this.#again = undefined;
        void this.read();
      }, CALM);
    });
    return () => {
      clearTimeout(this.#again);
      this.#again = undefined;
      off();
    };
  }

  async read(): Promise<void> {
    try {
      [this.rows, this.refusal] = [await this.#door.watch_list(), null];
      this.#fresh.clear();
      await this.want(this.#wanted);
    } catch (why) {
      this.refusal = why as Refusal;
    }
  }

  /** These are in view: a strip that is not here, or is old, is read. */
  async want(integrations: readonly string[]): Promise<void> {
    this.#wanted = integrations;
    const missing = integrations.filter((id) => !this.#fresh.has(id)).slice(0, STRIPS);
    if (missing.length === 0) return;
    for (const id of missing) this.#fresh.add(id);
    try {
      for (const { integration, days } of await this.#door.watch_strips(missing)) this.strips.set(integration, days);
    } catch {
      // The list stands without them; what is wrong, the list's own reading says.
      for (const id of missing) this.#fresh.delete(id);
    }
  }
}
