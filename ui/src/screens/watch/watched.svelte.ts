// One integration's watch and what it showed, read anew whenever something changes.

import type { HistoryView } from "../../ipc/bindings/HistoryView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import type { WatchView } from "../../ipc/bindings/WatchView";
import type { Shell } from "../../ipc";
import { ipc, onChange } from "../../ipc";

type Door = Pick<Shell, "watch" | "watch_history">;

export class Watched {
  watch = $state.raw<WatchView | null>(null);
  history = $state.raw<HistoryView | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  readonly #door: Door;
  #id = "";
  #turn = 0;

  constructor(door: Door = ipc) {
    this.#door = door;
  }

  /** Reads it, and again after each change, until the answer is called. */
  follow(id: string): () => void {
    if (id !== this.#id) this.watch = this.history = null;
    this.#id = id;
    void this.read();
    return onChange(["watches", "log", "clients"], () => void this.read());
  }

  async read(): Promise<void> {
    const mine = (this.#turn += 1);
    try {
      const [watch, history] = await Promise.all([this.#door.watch(this.#id), this.#door.watch_history(this.#id)]);
      if (mine !== this.#turn) return;
      [this.watch, this.history, this.refusal] = [watch, history, null];
    } catch (why) {
      if (mine === this.#turn) this.refusal = why as Refusal;
    }
  }

  /** Uptime over the spans that are shown. */
  get spans() {
    const { history } = this;
    if (history === null) return [];
    return [
      { days: 7, uptime: history.uptime_7 },
      { days: 30, uptime: history.uptime_30 },
      { days: 90, uptime: history.uptime_90 },
    ];
  }
}
