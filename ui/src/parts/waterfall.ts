// The phases of a send, each from where the one before ended. Timings say when a phase ended, counted from the start.

import type { TimingsView } from "../ipc/bindings/TimingsView";

export const phases = ["resolve", "connect", "tls", "send", "first_byte", "body"] as const;
export type Phase = (typeof phases)[number];

export interface Bar {
  phase: Phase;
  /** Where it begins and how long it is, in hundredths of the whole. */
  left: number;
  width: number;
  /** How long it took, and when it ended, in milliseconds. */
  took: number;
  ended: number;
}

/** A bar too short to be seen is drawn this long. */
const SLIVER = 0.8;

/** `before`: milliseconds that went by before this hop, such as for a token; `whole`: of all hops. */
export function barsOf(timings: TimingsView, before = 0, whole = timings.total_ms): Bar[] {
  const scale = 100 / Math.max(whole, 0.1);
  let from = 0;
  return phases.flatMap((phase) => {
    const end = timings[`${phase}_ms`];
    if (end === null) return [];
    const took = Math.max(0, end - from);
    const left = Math.min((before + from) * scale, 100 - SLIVER);
    from = Math.max(from, end);
    return [{ phase, left, width: Math.min(Math.max(took * scale, SLIVER), 100 - left), took, ended: before + from }];
  });
}
