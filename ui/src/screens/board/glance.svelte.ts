// What needs a look, and what is due next: read off the board itself, beside whatever it is filtered to.

import type { BoardQuery } from "../../ipc/bindings/BoardQuery";
import type { BoardView } from "../../ipc/bindings/BoardView";
import type { HealthCounts } from "../../ipc/bindings/HealthCounts";
import type { HookView } from "../../ipc/bindings/HookView";
import type { WatchesView } from "../../ipc/bindings/WatchesView";
import type { Shell } from "../../ipc";
import { anything } from "./board.svelte";

export interface Line {
  client: string;
  clientName: string;
  hook: HookView;
}

/** How many lines of each list are shown. */
export const LINES = 8;

const bad: BoardQuery = { ...anything, health: ["refused", "unreachable", "odd", "degraded"], sort: "health" };
const due: BoardQuery = { ...anything, due_soon: true, sort: "due" };

const gravity = ["refused", "unreachable", "odd", "degraded", "untested", "accepted"];

export class Glance {
  counts = $state.raw<HealthCounts | null>(null);
  bad = $state.raw<{ lines: Line[]; total: number } | null>(null);
  due = $state.raw<{ lines: Line[]; total: number } | null>(null);
  watches = $state.raw<WatchesView | null>(null);
  readonly #shell: Pick<Shell, "board" | "watches">;

  constructor(shell: Pick<Shell, "board" | "watches">) {
    this.#shell = shell;
  }

  /** Reads all of it; where that fails the board beside it says why. */
  async read(): Promise<void> {
    const [worst, next, watches] = await Promise.allSettled([this.#shell.board(bad), this.#shell.board(due), this.#shell.watches()]);
    if (worst.status === "fulfilled") {
      this.counts = worst.value.counts;
      this.bad = linesOf(worst.value, (one, other) => gravity.indexOf(one.hook.health) - gravity.indexOf(other.hook.health));
    }
    if (watches.status === "fulfilled") this.watches = watches.value;
    if (next.status === "fulfilled") {
      this.due = linesOf(next.value, (one, other) => (one.hook.due.left_days ?? 0) - (other.hook.due.left_days ?? 0));
    }
  }
}

function linesOf(view: BoardView, order: (one: Line, other: Line) => number): { lines: Line[]; total: number } {
  const lines = view.first.flatMap((card) => card.hooks.map((hook) => ({ client: card.client, clientName: card.name, hook })));
  return { lines: lines.sort(order).slice(0, LINES), total: view.slots.reduce((sum, slot) => sum + slot.hooks, 0) };
}
