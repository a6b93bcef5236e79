// What the log is asked for, as a person sets it.

import type { LogBin } from "../../ipc/bindings/LogBin";
import type { LogQuery } from "../../ipc/bindings/LogQuery";
import type { VerdictKind } from "../../ipc/bindings/VerdictKind";

export type Period = "all" | "hour" | "day" | "week" | "month";

export interface Filter {
  client: string | null;
  integration: string | null;
  verdicts: VerdictKind[];
  sendsOnly: boolean;
  period: Period;
  /** A range picked on the histogram: counts before the period. */
  range: Range | null;
  search: string;
}

export interface Range {
  since: string;
  until: string;
}

const HOUR = 3_600_000;
const LENGTH: Record<Exclude<Period, "all">, number> = {
  hour: HOUR,
  day: 24 * HOUR,
  week: 7 * 24 * HOUR,
  month: 30 * 24 * HOUR,
};

export function emptyFilter(): Filter {
  return {
    client: null,
    integration: null,
    verdicts: [],
    sendsOnly: false,
    period: "all",
    range: null,
    search: "",
  };
}

export function isEmpty(filter: Filter): boolean {
  return (
    filter.client === null &&
    filter.integration === null &&
    filter.verdicts.length === 0 &&
    !filter.sendsOnly &&
    filter.period === "all" &&
    filter.range === null &&
    filter.search.trim() === ""
  );
}

export function queryOf(filter: Filter, now: Date): LogQuery {
  const since = filter.period === "all" ? null : new Date(now.getTime() - LENGTH[filter.period]).toISOString();
  return {
    client: filter.client,
    integration: filter.integration,
    verdicts: filter.verdicts,
    sends_only: filter.sendsOnly,
    since: filter.range?.since ?? since,
    until: filter.range?.until ?? null,
    search: filter.search.trim(),
  };
}

/**
 * The time range of bins `first` to `last`, both within. A bin knows where it begins; the last one ends where the one
 * before suggests.
 */
export function rangeOf(bins: LogBin[], first: number, last: number): Range | null {
  const start = bins[Math.min(first, last)];
  const end = Math.max(first, last) + 1;
  if (start === undefined) return null;
  return { since: start.from, until: new Date(edge(bins, end)).toISOString() };
}

function edge(bins: LogBin[], index: number): number {
  const bin = bins[index];
  if (bin !== undefined) return Date.parse(bin.from);
  const last = bins[bins.length - 1];
  const before = bins[bins.length - 2];
  if (last === undefined) return 0;
  const start = Date.parse(last.from);
  const width = before === undefined ? 1000 : start - Date.parse(before.from);
  return start + Math.max(1000, width);
}

/** The bar's parts as shares of the tallest bar: bad at the foot, where it is seen first. */
export function barsOf(bins: LogBin[]): { bad: number; other: number; good: number; count: number }[] {
  const tallest = Math.max(1, ...bins.map((bin) => bin.good + bin.bad + bin.other));
  return bins.map((bin) => ({
    bad: bin.bad / tallest,
    other: bin.other / tallest,
    good: bin.good / tallest,
    count: bin.good + bin.bad + bin.other,
  }));
}
