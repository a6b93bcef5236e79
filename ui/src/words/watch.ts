// Words of watching: tests on a schedule and what they showed.

import type { DayView } from "../ipc/bindings/DayView";
import type { WatchChange } from "../ipc/bindings/WatchChange";
import type { WatchState } from "../ipc/bindings/WatchState";
import { count, millis } from "./format";

export const watchStates: Record<WatchState, string> = {
  ok: "Well",
  failing: "Failing",
  pending: "Not told yet",
  paused: "Not watched",
  quiet: "Quiet hours",
};

export const changeNames: Record<WatchChange, string> = {
  failing: "Began to fail",
  ok: "Is well again",
  certificate: "Certificate ends soon",
};

export const watchWords = {
  title: (name: string) => `Watching ${name}`,
  section: "Watching",
  settings: "Settings…",
  begin: "Watch it…",
  off: "It is tested when someone asks for it.",
  since: (when: string) => `since ${when}`,
  next: "Next test",
  last: "Last test",
  nextNone: "none planned",
  against: (against: number, of: number) => `${against} of ${of} in a row speak against it`,
  loading: "Reading the watch",
  gone: "This integration is not here any more",

  uptime: "Uptime",
  days: (days: number) => `${days} days`,
  uptimeOf: (up: number, judged: number) => (judged === 0 ? "no tests" : `${count(up)} of ${count(judged)} tests`),
  none: "–",

  strip: "The last 90 days",
  stripHint: "A cell is a day. Arrow keys move from day to day.",
  stripEnds: { from: "90 days ago", to: "today" },
  dayNone: "no tests",
  legend: { good: "all well", some: "some failed", bad: "most failed", none: "no tests" },

  chart: "How long answers took",
  chartWhat: (points: number) => `Line of ${count(points)} answers over time. Arrow keys move along it; the table says the same by day.`,
  chartNone: "No test was answered in these 90 days.",
  chartFailed: "The chart could not be drawn. The table says the same.",
  answered: "answer",
  notGood: "not accepted",
  unanswered: "no answer",
  table: "As a table",
  tableHide: "Without the table",
  columns: { day: "Day", tests: "Tests", good: "Accepted", degraded: "Degraded", bad: "Failed", median: "Median", p95: "95 of 100 within" },
  point: (when: string, took: string, verdict: string) => `${when}: ${took}, ${verdict.toLowerCase()}`,

  changes: "What changed",
  changesNone: "Nothing changed yet. A change is told once, not each test.",

  form: "How it is watched",
  enabled: "Watch this integration",
  enabledHint: "It is tested on a schedule while Keyrack is open, or keyrack watch runs in a terminal.",
  rule: "How often",
  kinds: { every: "Every so often", cron: "By the clock" },
  every: "Every",
  everies: { "1": "1 minute", "5": "5 minutes", "15": "15 minutes", "30": "30 minutes", "60": "Hour", "360": "6 hours", "1440": "Day", own: "Another time" } as Record<string, string>,
  minutes: "Minutes",
  minutesHint: "1 to 10,080, which is a week.",
  cron: "Cron rule",
  cronHint: "Minute, hour, day, month, weekday. 0 9 * * MON-FRI is nine o'clock on working days.",
  zone: "Time zone",
  local: (zone: string) => `This machine's (${zone})`,
  jitter: "Spread over, in seconds",
  jitterHint: "Each integration has its own delay up to this, so that not all begin at once. 0 to 3,600.",
  quiet: "Quiet hours",
  quietHint: "No test is sent then; one that was due is sent when they end.",
  quietFrom: "From",
  quietTo: "To",
  thresholds: "When it is told",
  failAfter: "Failing after so many failures in a row",
  clearAfter: "Well again after so many successes",
  slow: "Slower than counts as failed, in milliseconds",
  slowHint: "Empty: however long it takes.",
  battery: "Not on battery",
  offline: "Not without a network",
  one10: "A whole number from 1 to 10.",
  number: "A whole number.",
  clock: "A time such as 22:00.",
  save: "Save",
  saved: "The watch was saved.",

  list: "What is watched",
  listNone: "Nothing is watched yet",
  listNoneNext: "Open an integration and choose Watch it: it is then tested on a schedule, and you are told when something changes.",
  toBoard: "Go to the board",
  find: "Find a watch",
  filter: "Filter by how it stands",
  all: "All",
  order: "Order",
  orders: { worst: "Worst first", next: "Next test first", uptime: "Least uptime first", name: "By name" },
  heads: { state: "Stands", name: "Integration", rule: "How often", strip: "Last 30 days", uptime: "Uptime" },
  mini: (tested: number, bad: number) =>
    tested === 0 ? "No tests in 30 days" : `${tested === 1 ? "1 day" : `${tested} days`} with tests, ${bad === 0 ? "all well" : bad === 1 ? "1 with failures" : `${bad} with failures`}`,
  noMatch: "No watch fits",
  noMatchNext: "Look at all of them, or for fewer words.",
  clear: "Show all",
  detail: "One watch",
  close: "Close this watch",
  openIntegration: "Open the integration",

  board: "Watched",
  boardAll: "Show all that is watched",
  boardFailing: "Show what is failing",
  boardNone: "Nothing is watched yet. Open an integration and choose Watch it.",
  boardCount: (watched: number) => (watched === 1 ? "1 integration" : `${count(watched)} integrations`),
  failingNow: "Failing now",
  failingNone: "None of them is failing.",
  slowest: "Slowest providers, 7 days",
  boardUptime: "Uptime, 30 days",
} as const;

/** `99.98 %`; a dash where nothing was judged. */
export function percent(value: number | null): string {
  if (value === null) return watchWords.none;
  return value === 100 ? "100 %" : `${value.toFixed(2)} %`;
}

/** A day in words, for those who see no cells. */
export function dayWords(day: DayView, shown: string): string {
  if (day.sends === 0) return `${shown}: ${watchWords.dayNone}`;
  const parts = [
    [day.accepted, "accepted"], [day.degraded, "degraded"], [day.refused, "refused"], [day.unreachable, "unreachable"], [day.odd, "odd"],
  ] as const;
  const said = parts.filter(([many]) => many > 0).map(([many, word]) => `${count(many)} ${word}`).join(", ");
  const median = day.median_ms === null ? "" : `, median ${millis(day.median_ms)}`;
  return `${shown}: ${day.sends === 1 ? "1 test" : `${count(day.sends)} tests`}, ${said}${median}`;
}
