// What was removed and can still be taken back: a notice says so at once, and the palette offers it until undo lapses.

import { actions, type Action } from "../../actions/actions.svelte";
import type { RemovalView } from "../../ipc/bindings/RemovalView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import { toast, toastRefusal } from "../../stores/toasts.svelte";
import { removalWords as words } from "../../words/client";

interface Kept {
  removal: RemovalView;
  back: () => Promise<void>;
}

class Removals {
  #kept = $state.raw<readonly Kept[]>([]);

  constructor() {
    actions.add(() => this.#offers());
  }

  /** Says that it is gone. `restore` brings it back, and rejects with a refusal when it is too late. */
  say(removal: RemovalView, restore: (undo: string) => Promise<void>): void {
    const back = async () => {
      this.#drop(removal.undo);
      try {
        await restore(removal.undo);
        toast({ title: words.undone(removal.name), kind: "good" });
      } catch (refusal) {
        toastRefusal(refusal as Refusal);
      }
    };
    this.#kept = [...this.#kept, { removal, back }];
    toast({
      title: words.removed(removal.name),
      what: words.until(secondsLeft(removal)),
      action: { label: words.undo, run: () => void back() },
      ms: 20_000,
    });
  }

  #drop(undo: string): void {
    this.#kept = this.#kept.filter((kept) => kept.removal.undo !== undo);
  }

  #offers(): Action[] {
    return this.#kept
      .filter(({ removal }) => Date.parse(removal.undo_until) > Date.now())
      .map(({ removal, back }) => ({
        id: `undo-${removal.undo}`,
        label: words.undoOf(removal.name),
        icon: "undo-2",
        run: () => void back(),
      }));
  }
}

export const removals = new Removals();

export function secondsLeft(removal: RemovalView): number {
  return Math.max(0, (Date.parse(removal.undo_until) - Date.now()) / 1000);
}
