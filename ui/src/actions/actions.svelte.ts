// What can be done, said once: palette, hotkeys and menus all read it here. A screen adds what only it can do.

import { untrack } from "svelte";
import type { IconName } from "../parts/icons";
import { isChord } from "./chord";

export interface Action {
  /** Stable and unique, such as `go-board`. */
  id: string;
  label: string;
  icon?: IconName;
  /** A chord such as `Mod+K`, or a single key such as `T`, which is not taken while someone types. */
  keys?: string;
  /** Other words to find it by. */
  also?: string;
  /** Kept out of the palette: a key that only makes sense where it is. */
  hidden?: boolean;
  run: () => void;
}

type Source = () => readonly Action[];

class Actions {
  #sources = $state.raw<readonly Source[]>([]);

  /** What can be done now; of two with one id, the one that was added later. */
  get all(): Action[] {
    const byId = new Map<string, Action>();
    for (const source of this.#sources) {
      for (const action of source()) {
        // Where it takes another's place, it takes that of the later one: keys go by the order.
        byId.delete(action.id);
        byId.set(action.id, action);
      }
    }
    return [...byId.values()];
  }

  /**
   * Adds what a screen can do, for as long as it is there: `$effect(() => actions.add(() => [...]))`. What is `standing` gives
   * way to every screen's, whenever it was added.
   */
  add(source: Source, standing = false): () => void {
    // Called from effects, which must not follow the list that they change.
    const others = untrack(() => this.#sources);
    this.#sources = standing ? [source, ...others] : [...others, source];
    return () => (this.#sources = untrack(() => this.#sources).filter((one) => one !== source));
  }

  /** Runs what this key stands for; answers whether there was something. */
  press(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || event.isComposing) return false;
    const quiet = isTyping(event.target) || inDialog();
    const action = this.all.findLast((one) => one.keys !== undefined && isChord(event, one.keys) && !(quiet && isPlain(one.keys)));
    if (action === undefined || (inDialog() && !action.keys?.startsWith("Mod+K"))) return false;
    event.preventDefault();
    action.run();
    return true;
  }
}

function isPlain(keys: string): boolean {
  return !keys.includes("Mod+") && !keys.includes("Alt+");
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function inDialog(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

export const actions = new Actions();
