// The app as a whole: who holds the keys, how many there are, what is set. Read at the start, and again when it changed.

import type { AppView } from "../ipc/bindings/AppView";
import type { Refusal } from "../ipc/bindings/Refusal";
import type { Theme } from "../ipc/bindings/Theme";
import { ipc, onChange } from "../ipc";
import { calm } from "./calm";

/** While much changes, it is read again at most this often. */
const CALM = 1_000;

class App {
  view = $state.raw<AppView | null>(null);
  /** Why the app cannot work at all: a damaged database, data of a newer version, a directory it may not write. */
  refusal = $state.raw<Refusal | null>(null);
  /** Grows when the window turns to another workspace: everything that was read before is another's. */
  workspace = $state(0);
  #turn = 0;

  /** Reads again; what is shown stays until the answer is here. */
  async read(): Promise<void> {
    const turn = (this.#turn += 1);
    try {
      const view = await ipc.app();
      if (turn === this.#turn) this.take(view);
    } catch (refusal) {
      if (turn === this.#turn) this.refusal = refusal as Refusal;
    }
  }

  take(view: AppView): void {
    if (this.view !== null && this.view.sample !== view.sample) this.workspace += 1;
    this.view = view;
    this.refusal = null;
    applyTheme(view.settings.theme);
  }

  follow(): () => void {
    // A run says of each of its tests that a key was used: how many are held is not worth a reading each.
    const calmly = calm(() => void this.read(), () => CALM);
    return onChange(["clients", "keys", "keyring", "settings"], (topic) => {
      if (topic === "clients" || topic === "keys") calmly.changed();
      else void this.read();
    });
  }
}

export const app = new App();

/** System leaves the choice to the system, which CSS follows by itself. */
export function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
