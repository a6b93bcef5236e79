// Words of the log.

import type { Period } from "../screens/log/filter";

export const logWords = {
  title: "Log",
  count: (count: number, written: string) => (count === 1 ? "1 entry" : `${written} entries`),
  filters: "Filters",
  find: "Find in names and deeds",
  anyClient: "Every client",
  anyIntegration: "Every integration",
  client: "Client",
  integration: "Integration",
  period: "Period",
  verdict: "Verdict",
  sendsOnly: "Tests only",
  clear: "Clear filters",
  range: (from: string, to: string) => `${from} – ${to}`,
  rangeDrop: "Show the whole period again",
  histogram: "Entries over time. Arrow keys move, Shift and arrows pick a range, Enter shows it.",
  histogramBin: (when: string, count: number, bad: number) =>
    `${when}: ${count === 1 ? "1 entry" : `${count} entries`}${bad > 0 ? `, ${bad} bad` : ""}`,
  fresh: (count: number) => (count === 1 ? "1 new entry" : `${count} new entries`),
  list: "Log entries, newest first",
  time: "Time",
  what: "What",
  status: "Status",
  ms: "ms",
  loading: "Reading the log",
  emptyTitle: "Nothing has happened yet",
  emptyNext: "Each deed and each test is written here, redacted before it is stored.",
  noneTitle: "Nothing matches",
  noneNext: "No entry fits these filters.",
  sendTitle: (verdict: string, integration: string) => `${verdict}: ${integration}`,
  unfinished: "unfinished",
  unfinishedWhat: "This was begun, and its outcome never came: Keyrack ended in between.",
  by: (who: string) => `by ${who}`,
  openIntegration: "Open the integration",
  facts: "What is known",
  noFacts: "Nothing else was recorded.",
  close: "Close",
  report: "For a report",
  reportWhat: "Copies this exchange as its strict view: its structure, and values only where a list names their field harmless. Labels stand for everything else. Names of client, integration, person and computer are left out; the host that was called stands in it.",
  reportGo: "Copy for a report",
  reportDone: "It is on the clipboard. Read it through before you send it.",
} as const;

export const periodWords: Record<Period, string> = {
  all: "All",
  hour: "Hour",
  day: "Day",
  week: "Week",
  month: "Month",
};
