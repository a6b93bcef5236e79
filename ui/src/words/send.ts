// Words of one send in detail: connection, certificates, conditions, what a redirect would have done.

import type { CertificateRole } from "../ipc/bindings/CertificateRole";
import type { ConditionOutcome } from "../ipc/bindings/ConditionOutcome";

export const sendWords = {
  tls: "TLS",
  http: "HTTP",
  address: "Answered from",
  clock: "Clock",
  skew: (seconds: number) =>
    Math.abs(seconds) < 2 ? "agrees with this machine's" : `${span(Math.abs(seconds))} ${seconds > 0 ? "ahead of" : "behind"} this machine's`,
  retry: "Asks again from",
  proxy: "Way",
  viaProxy: "through the system's proxy",

  chain: "Certificates",
  roles: { leaf: "Its own", intermediate: "Intermediate", root: "Root" } satisfies Record<CertificateRole, string>,
  unnamed: "Without a name",
  by: (issuer: string) => `signed by ${issuer}`,
  left: (days: number) =>
    days < 0 ? `expired ${days === -1 ? "a day" : `${-days} days`} ago` : days === 0 ? "expires today" : days === 1 ? "1 day left" : `${days} days left`,
  print: (print: string) => `SHA-256 ${print}`,
  until: (day: string) => `until ${day}`,

  redirect: "Redirect, not followed",
  redirectHidden: "an address that cannot be shown",
  leaves: "Another origin",
  downgrade: "Plain HTTP",

  conditions: "Conditions",
  conditionsHeld: (held: number, all: number) => (held === all ? `all ${all} hold` : `${held} of ${all} hold`),
  outcomes: { held: "Holds", failed: "Fails", unknown: "Not known" } satisfies Record<ConditionOutcome, string>,
  degradedOnly: "degrades only",
  saw: "Saw",
  edit: "Edit conditions…",

  token: "Exchange for a token",
  tokenRequest: "Request for a token",
  tokenResponse: "Response to it",
  tokenCached: "The token was remembered from a send before, so none was asked for.",
  tokenNone: "What was said is not kept.",
  tokenStatus: (status: number | null, took: string) => (status === null ? `no answer after ${took}` : `${status} in ${took}`),
} as const;

function span(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
