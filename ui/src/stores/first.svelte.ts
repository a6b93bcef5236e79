// The first paint: until the board's first rows are on the screen, nothing else is read and nothing more is drawn.

import { ipc } from "../ipc";

class First {
  /** The first rows, or what stands in their place, can be seen. */
  painted = $state(false);
  #said = false;

  /** The first rows are in the page: they are on the screen two frames later, which the shell is told. */
  drawn(): void {
    if (this.#said) return;
    this.#said = true;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        this.painted = true;
        void ipc.board_painted().catch(() => null);
      }),
    );
  }
}

export const first = new First();
