// Words of a run: tests of many at once.

import type { RunFormat } from "../ipc/bindings/RunFormat";
import type { WaitReason } from "../ipc/bindings/WaitReason";
import { count } from "./format";

export const runWords = {
  title: "Test run",
  of: (what: string, total: number) => `${what}, ${total === 1 ? "1 integration" : `${count(total)} integrations`}`,
  again: "Test again",
  againFailed: "Test these again",
  stop: "Stop",
  stopping: "Stopping…",
  save: "Save…",
  formats: { json: "JSON", csv: "CSV", junit: "JUnit XML", markdown: "Markdown", prometheus: "Prometheus text" } satisfies Record<RunFormat, string>,
  saved: "The run was saved.",

  progress: (done: number, total: number) => `${count(done)} of ${count(total)} done`,
  left: (time: string) => `about ${time} left`,
  leftUnknown: "reckoning…",
  took: (time: string) => `took ${time}`,
  underway: (running: number) => (running === 1 ? "1 under way" : `${count(running)} under way`),
  starting: "starting",
  stopped: "Stopped",
  done: "Done",
  skipped: (skipped: number) => (skipped === 1 ? "1 left out" : `${count(skipped)} left out`),
  allGood: (total: number) => (total === 1 ? "It was accepted" : `All ${count(total)} accepted`),
  someGood: (accepted: number, total: number) => `${count(accepted)} of ${count(total)} accepted`,

  filter: "Filter by what came of it",
  all: "All",
  open: "Not done",
  look: "Needs a look",
  sort: "Order",
  sorts: { asked: "As asked", worst: "Worst first", slow: "Slowest first" },
  find: "Find in the run",
  list: "Tests of this run",
  noMatch: "Nothing fits these filters",
  noMatchNext: "Choose All to see every test of this run.",

  states: { queued: "Queued", running: "Testing…", waiting: "Waiting", done: "Done" },
  waits: {
    host_busy: "waits for its host",
    backing_off: "its host asked for patience",
    breaker_open: "its host is left alone",
  } satisfies Record<WaitReason, string>,
  until: (clock: string) => `until ${clock}`,

  hosts: "Hosts",
  host: "Host",
  hostSends: "Sends",
  hostMedian: "Median",
  hostSlowest: "Slowest",
  hostNote: "Note",
  backedOff: (times: number) => (times === 1 ? "asked for patience" : `asked for patience ${times} times`),
  leftAlone: "left alone, as it did not answer",
  hostTrouble: (hosts: number) => (hosts === 1 ? "1 gave trouble" : `${count(hosts)} gave trouble`),
  hostsMore: (more: number) => `${count(more)} more are in the saved run.`,
  hostNone: "–",
  hostsNone: "No host was asked.",

  setup: "New test run",
  setupOpen: "New run…",
  what: "What is tested",
  client: "Client",
  everyClient: "Every client",
  standing: "Only what stands so",
  standingHint: "None chosen: however it stands.",
  only: "Only of these",
  atOnce: "How much at once",
  concurrency: "Tests at once",
  concurrencyHint: "1 to 64. More of them end sooner and ask more of this machine.",
  perHost: "Of them to one host",
  perHostHint: "1 to 64. Providers take many at once for an attack.",
  limitNumber: "A whole number from 1 to 64.",
  limits: (atOnce: number, perHost: number) => `${atOnce} at once, ${perHost} to one host`,
  counting: "Counting…",
  comesTo: (total: number, hosts: number, not: number) => {
    if (total === 0) return "Nothing fits this filter.";
    const what = `${total === 1 ? "1 integration" : `${count(total)} integrations`} on ${hosts === 1 ? "1 host" : `${count(hosts)} hosts`}.`;
    return not === 0 ? what : `${what} ${count(not)} of them cannot be tested now: each says why.`;
  },
  start: (total: number) => (total === 0 ? "Test" : `Test ${count(total)}`),
  openIntegration: "Open the integration",
  leftOut: "It was left out",
  leftOutNext: "The run was stopped before its turn. Nothing was sent.",
  waitingDetail: "Nothing to show yet",
  waitingDetailNext: "What came of it stands here as soon as it is done.",
  detail: "One test",
  close: "Close this test",
  gone: "Removed meanwhile",
} as const;

/** `4 s`, `1 min 20 s`, `1 h 5 min`: how long, roughly. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
