// Moments as a person reads them, in this computer's zone.

const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const dayTime = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** `3 minutes ago`, `in 6 days`, `just now`. */
export function ago(at: string, now: number = Date.now()): string {
  const seconds = (Date.parse(at) - now) / 1000;
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return seconds > 1 ? "in a moment" : "just now";
}

/** The moment to the second. */
export function exact(at: string): string {
  return full.format(new Date(at));
}

/** `12 Mar 2026`. */
export function day(at: string): string {
  return date.format(new Date(at));
}

/** A row of the log: the time for today, date and time before. */
export function logTime(at: string, now: Date = new Date()): string {
  const moment = new Date(at);
  return moment.toDateString() === now.toDateString() ? clock.format(moment) : dayTime.format(moment);
}

/** `12 Mar 2026 – 14 Mar 2026`, or the times when both are on one day. */
export function span(from: string, to: string): string {
  const [start, end] = [new Date(from), new Date(to)];
  return start.toDateString() === end.toDateString()
    ? `${date.format(start)}, ${clock.format(start)} – ${clock.format(end)}`
    : `${date.format(start)} – ${date.format(end)}`;
}
