// What the palette finds for a few letters: clients, integrations, things to do; and which of them is meant.

import type { Health } from "../../ipc/bindings/Health";
import { actions } from "../../actions/actions.svelte";
import { best } from "../../actions/find";
import type { Shell } from "../../ipc";
import type { IconName } from "../../parts/icons";
import { clients } from "../../stores/clients.svelte";
import { go } from "../../stores/router.svelte";
import { paletteWords as words } from "../../words/shell";
import { anything } from "../board/board.svelte";

export interface Entry {
  id: string;
  label: string;
  note?: string;
  icon?: IconName;
  health?: Health;
  keys?: string;
  run: () => void;
}

interface Group {
  title: string;
  entries: Entry[];
}

/** Entries of one kind at most, while something is sought. */
const MOST = 8;
/** Before anything is typed, everything that can be done is listed. */
const ALL = 40;
/** Typing waits this long for the next letter. */
const TYPING = 60;

export class Finder {
  typed = $state("");
  /** The entry that is meant, by number. */
  at = $state(0);
  #hooks = $state.raw<Entry[]>([]);
  #door: Pick<Shell, "board">;
  #wide: boolean;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;

  /** `wide`: there is room for a right pane to show an integration in. */
  constructor(door: Pick<Shell, "board">, wide: boolean) {
    this.#door = door;
    this.#wide = wide;
  }

  get found(): { groups: Group[]; entries: Entry[]; current: Entry | undefined } {
    const sought = this.typed.trim() !== "";
    const groups = [
      { title: words.clients, entries: sought ? this.#clients() : [] },
      { title: words.integrations, entries: sought ? this.#hooks : [] },
      { title: words.actions, entries: this.#deeds() },
    ].filter((group) => group.entries.length > 0);
    const entries = groups.flatMap((group) => group.entries);
    return { groups, entries, current: entries[this.at] };
  }

  type(text: string): void {
    this.typed = text;
    this.at = 0;
    this.stop();
    if (text.trim() === "") this.#hooks = [];
    else this.#waiting = setTimeout(() => void this.#look(text), TYPING);
  }

  /** Whether the key is one that moves. */
  move(key: string): boolean {
    const last = this.found.entries.length - 1;
    if (key === "ArrowDown") this.at = this.at >= last ? 0 : this.at + 1;
    else if (key === "ArrowUp") this.at = this.at <= 0 ? last : this.at - 1;
    else if (key === "PageDown") this.at = Math.min(last, this.at + MOST);
    else if (key === "PageUp") this.at = Math.max(0, this.at - MOST);
    else return false;
    return true;
  }

  stop(): void {
    clearTimeout(this.#waiting);
  }

  #clients(): Entry[] {
    return best(clients.rows ?? [], this.typed, (row) => [row.name, ...row.tags].join(" "), MOST).map((row) => ({
      id: `c-${row.id}`,
      label: row.name,
      // Found by a tag: then the tags are what tells why it is here.
      note: row.name.toLowerCase().includes(this.typed.trim().toLowerCase()) ? row.owner : row.tags.join(" · "),
      health: row.health,
      run: () => go({ screen: "client", id: row.id }),
    }));
  }

  #deeds(): Entry[] {
    const all = actions.all.filter((one) => one.hidden !== true && one.id !== "palette");
    return best(all, this.typed, (one) => `${one.label} ${one.also ?? ""}`, this.typed === "" ? ALL : MOST).map((one) => ({
      ...one,
      id: `a-${one.id}`,
    }));
  }

  async #look(text: string): Promise<void> {
    const mine = (this.#turn += 1);
    const view = await this.#door.board({ ...anything, search: text }).catch(() => null);
    if (view === null || mine !== this.#turn) return;
    const all = view.first.flatMap((card) => card.hooks.map((hook) => ({ card, hook })));
    const told = ({ card, hook }: (typeof all)[number]) => `${hook.name} ${card.name} ${hook.provider.name} ${card.tags.join(" ")}`;
    this.#hooks = best(all, text, told, MOST).map(({ card, hook }) => ({
      id: `i-${hook.integration}`,
      label: hook.name,
      note: card.name,
      health: hook.health,
      run: () => go(this.#wide ? { screen: "board", integration: hook.integration } : { screen: "integration", id: hook.integration }),
    }));
  }
}
