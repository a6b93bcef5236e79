// Words that more than one screen says. A new health, verdict or environment without a word fails the type check.

import type { DueView } from "../ipc/bindings/DueView";
import type { Environment } from "../ipc/bindings/Environment";
import type { Health } from "../ipc/bindings/Health";
import type { VerdictKind } from "../ipc/bindings/VerdictKind";

export const healthNames: Record<Health, string> = {
  accepted: "Accepted",
  degraded: "Degraded",
  odd: "Odd answer",
  refused: "Refused",
  unreachable: "Unreachable",
  untested: "Untested",
};

export const verdictNames: Record<VerdictKind, string> = {
  accepted: "Accepted",
  degraded: "Degraded",
  odd: "Odd answer",
  refused: "Refused",
  unreachable: "Unreachable",
  not_sent: "Not sent",
};

export const environmentNames: Record<Environment, string> = {
  production: "Production",
  staging: "Staging",
  sandbox: "Sandbox",
};

/** How old a key is and when it is due, in words. */
export function dueWords(due: DueView): string {
  if (due.age_days === null) return partWords.ageNone;
  const age = partWords.age(due.age_days);
  if (due.left_days === null) return age;
  return `${age}, ${due.left_days < 0 ? partWords.duePast(-due.left_days) : partWords.dueIn(due.left_days)}`;
}

export const partWords = {
  mask: (prefix: string, tail: string, fingerprint: string) =>
    `Masked key${prefix === "" ? "" : `, begins with ${prefix}`}${tail === "" ? "" : `, ends in ${tail}`}, fingerprint ${fingerprint}`,
  chip: (label: string, rule: string, tag: string) =>
    `${rule === "strict" ? `Not shown: ${label}. No list of harmless fields names its place.` : `Masked: ${label}. Found by: ${rule}.`}${tag === "" ? "" : ` The same value is marked =${tag} wherever it stands.`}`,
  chips: "Equal marks after an = are the same value. A key's fingerprint, after a #, is another mark.",
  retry: "Try again",
  close: "Close",
  back: "Back",
  undo: "Undo",
  dismiss: "Dismiss",
  notices: "Notices",
  loading: "Loading",
  ageNone: "No key yet",
  age: (days: number) => (days === 1 ? "1 day old" : `${days} days old`),
  dueIn: (days: number) => (days === 0 ? "due today" : days === 1 ? "due tomorrow" : `due in ${days} days`),
  duePast: (days: number) => (days === 1 ? "1 day past due" : `${days} days past due`),
  latencies: (last: number | null, low: number, high: number) =>
    `Latency of the last tests: ${last === null ? "no answer" : `${last} ms`} now, from ${low} to ${high} ms`,
  latenciesNone: "No tests yet",
  noMatch: "Nothing of that name",
  any: "Any",
  waterfall: {
    resolve: "Resolve", connect: "Connect", tls: "TLS", send: "Send", first_byte: "Wait", body: "Receive", total: "Total", token: "Token",
    caption: "Where the time went", phase: "Phase", lane: "When", took: "Took", cached: "remembered",
    until: (ended: string) => `Over after ${ended}`,
  },
} as const;
