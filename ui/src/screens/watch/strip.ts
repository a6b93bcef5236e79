// A day as a cell: good where all was well, bad where most was not.

import type { DayView } from "../../ipc/bindings/DayView";

export type Tone = "none" | "good" | "some" | "bad";

export function toneOf(day: DayView): Tone {
  if (day.sends === 0) return "none";
  const bad = day.refused + day.unreachable + day.odd;
  if (bad === 0) return "good";
  return bad * 2 > day.sends ? "bad" : "some";
}

/** How much of the cell is filled: what was up, of 100. A day without tests is empty. */
export function fillOf(day: DayView): number {
  return day.sends === 0 ? 0 : Math.round((100 * (day.accepted + day.degraded)) / day.sends);
}
