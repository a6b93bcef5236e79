// The phases of a send, each from where the one before ended. Timings say when a phase ended, counted from the start.

import type { TimingsView } from "../ipc/bindings/TimingsView";

export const phases = ["resolve", "connect", "tls", "first_byte", "body"] as const;
export type Phase = (typeof phases)[number];

export interface Bar {
  phase: Phase;
  /** Where it begins and how long it is, in hundredths of the whole. */
  left: number;
  width: number;
  /** How long it took, in milliseconds. */
  took: number;
}

/** A bar too short to be seen is drawn this long. */
const SLIVER = 0.8;

export function barsOf(timings: TimingsView): Bar[] {
  const scale = 100 / Math.max(timings.total_ms, 0.1);
  let from = 0;
  return phases.flatMap((phase) => {
    const end = timings[`${phase}_ms`];
    if (end === null) return [];
    const took = Math.max(0, end - from);
    const left = Math.min(from * scale, 100 - SLIVER);
    from = Math.max(from, end);
    return [{ phase, left, width: Math.min(Math.max(took * scale, SLIVER), 100 - left), took }];
  });
}
