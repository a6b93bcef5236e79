// How many findings the last scans had, as bars.

import type { ScanView } from "../../ipc/bindings/ScanView";

/** Scans that are drawn at most. */
export const MOST = 30;

export interface TrendBar {
  scan: ScanView;
  /** Shares of the tallest bar. */
  held: number;
  secrets: number;
}

/**
 * The last scans that came to an end, oldest first. One that broke off says too little to be compared; what is published on
 * purpose is no leak.
 */
export function barsOf(newestFirst: readonly ScanView[]): TrendBar[] {
  const ended = newestFirst.filter((scan) => scan.state === "done").slice(0, MOST).reverse();
  const tallest = Math.max(1, ...ended.map((scan) => scan.held + scan.secrets));
  return ended.map((scan) => ({
    scan,
    held: scan.held / tallest,
    secrets: scan.secrets / tallest,
  }));
}

/** Scans of one and the same folder or site, with this one among them. */
export function sameTarget(all: readonly ScanView[], scan: ScanView): ScanView[] {
  return all.filter((one) => one.kind === scan.kind && one.place === scan.place && one.client === scan.client);
}
