// Watches as rows: which of them are shown, and in which order.

import type { WatchRow } from "../../ipc/bindings/WatchRow";
import type { WatchState } from "../../ipc/bindings/WatchState";

export type WatchOrder = "worst" | "next" | "uptime" | "name";

/** As the eye should meet them. */
export const states: readonly WatchState[] = ["failing", "pending", "ok", "quiet", "paused"];

/** One that is failing is so in quiet hours too: whoever asks for the failing ones wants to see it. */
export function isOf(row: WatchRow, state: WatchState): boolean {
  return state === "failing" ? row.failing && row.state !== "paused" : row.state === state;
}

/** How many rows each state has. */
export function countedBy(rows: readonly WatchRow[]): Record<WatchState, number> {
  const count = (state: WatchState) => rows.filter((row) => isOf(row, state)).length;
  return { failing: count("failing"), pending: count("pending"), ok: count("ok"), quiet: count("quiet"), paused: count("paused") };
}

export function watchesShown(rows: readonly WatchRow[], state: WatchState | null, search: string, order: WatchOrder): WatchRow[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const found = rows.filter(
    (row) => (state === null || isOf(row, state)) && words.every((word) => `${row.client_name} ${row.integration_name} ${row.rule_words}`.toLowerCase().includes(word)),
  );
  switch (order) {
    case "worst":
      return found.toSorted((one, other) => gravity(one) - gravity(other));
    case "next":
      return found.toSorted((one, other) => momentOf(one) - momentOf(other));
    case "uptime":
      return found.toSorted((one, other) => (one.uptime_30.percent ?? 101) - (other.uptime_30.percent ?? 101));
    case "name":
      return found;
  }
}

/** What is not planned comes last. */
function momentOf(row: WatchRow): number {
  return row.next_at === null ? Number.MAX_VALUE : Date.parse(row.next_at);
}

function gravity(row: WatchRow): number {
  return isOf(row, "failing") ? 0 : 1 + states.indexOf(row.state);
}

export interface Bar {
  day: number;
  tone: "good" | "some" | "bad" | "none";
  /** What was up, of 100. */
  up: number;
}

/** A strip's days as bars: good where all was up, bad where most was not. */
export function barsOf(days: readonly (number | null)[]): Bar[] {
  return days.map((up, day) => ({ day, up: up ?? 0, tone: up === null ? "none" : up === 100 ? "good" : up < 50 ? "bad" : "some" }));
}
