// The live clients by name: the rail lists them, the palette finds them.

import type { ClientRow } from "../ipc/bindings/ClientRow";
import { ipc, onChange } from "../ipc";
import { runs } from "./runs.svelte";

/** While much changes, the list is read again at most this often. */
const CALM = 600;
/** A run tells of many tests a second, and the rail is not what is looked at. */
const CALMER = 3_000;

class Clients {
  rows = $state.raw<ClientRow[] | null>(null);
  #again: ReturnType<typeof setTimeout> | undefined;

  async read(): Promise<void> {
    try {
      this.rows = await ipc.clients(false);
    } catch {
      // The board says what is wrong; the rail keeps what it had.
      this.rows ??= [];
    }
  }

  follow(): () => void {
    return onChange(["clients", "keys"], () => {
      this.#again ??= setTimeout(() => {
        this.#again = undefined;
        void this.read();
      }, runs.now === null ? CALM : CALMER);
    });
  }
}

export const clients = new Clients();
