// How a provider of the fake world answers, in the engine's own words.

import type { Health } from "../bindings/Health";
import type { VerdictKind } from "../bindings/VerdictKind";
import type { VerdictView } from "../bindings/VerdictView";

export type Outcome =
  | "accepted"
  | "slow"
  | "key_refused"
  | "dns"
  | "timeout_connect"
  | "tls_expired"
  | "login_page"
  | "rate_limited"
  | "redirected"
  | "cancelled"
  | "keyring_locked";

interface Told {
  kind: VerdictKind;
  title: string;
  status: number | null;
  what: (provider: string, host: string, key: string) => string;
  next: (provider: string, host: string, key: string) => string;
}

const none = () => "";

export const outcomes: Record<Outcome, Told> = {
  accepted: { kind: "accepted", title: "Accepted", status: 200, what: (p, _, k) => `${p} accepted the ${k}.`, next: none },
  slow: {
    kind: "degraded",
    title: "Degraded",
    status: 200,
    what: (p, _, k) => `${p} accepted the ${k}, but took 2.1 s to answer.`,
    next: (_, h) => `Test again; if it stays slow, look at the hosting of ${h} or the provider's status page.`,
  },
  key_refused: {
    kind: "refused",
    title: "Refused",
    status: 401,
    what: (p, _, k) => `${p} does not accept the ${k} (401).`,
    next: (_, __, k) => `Check that the ${k} was copied whole, is meant for production, and was not revoked; then replace it here.`,
  },
  dns: {
    kind: "unreachable",
    title: "Unreachable",
    status: null,
    what: (_, h) => `${h} does not resolve: there is no such name.`,
    next: () => "Check the spelling of the address, and this machine's network.",
  },
  timeout_connect: {
    kind: "unreachable",
    title: "Unreachable",
    status: null,
    what: (_, h) => `${h} did not take the connection in time.`,
    next: (_, h) => `Check this machine's network and firewall, and whether ${h} is overloaded; then test again.`,
  },
  tls_expired: {
    kind: "unreachable",
    title: "Unreachable",
    status: null,
    what: (_, h) => `The certificate of ${h} has expired.`,
    next: (_, h) => `Have the certificate of ${h} renewed. Until then no key is sent there.`,
  },
  login_page: {
    kind: "odd",
    title: "Odd answer",
    status: 200,
    what: (p, h) => `${h} answered 200 with a web page where ${p} should answer.`,
    next: () => "Check the address and the path of the API; a login, maintenance or firewall plugin may stand before it.",
  },
  rate_limited: {
    kind: "degraded",
    title: "Degraded",
    status: 429,
    what: (p) => `${p} asks for patience: too many requests (429).`,
    next: () => "It answers again in 90 seconds. Fewer tests at once, or fewer a day, keep it from happening.",
  },
  redirected: {
    kind: "odd",
    title: "Odd answer",
    status: 301,
    what: (_, h) => `${h} answered with a redirect to another address (301). It was not followed.`,
    next: () => "If that is where the API lives now, change the base URL; the key goes there only after you said so.",
  },
  cancelled: {
    kind: "not_sent",
    title: "Not sent",
    status: null,
    what: () => "The test was stopped. Nothing was sent.",
    next: none,
  },
  keyring_locked: {
    kind: "not_sent",
    title: "Not sent",
    status: null,
    what: (_, __, k) => `The keyring is locked, so the ${k} could not be read. Nothing was sent.`,
    next: () => "Unlock the keyring, then test again.",
  },
};

export function verdictOf(outcome: Outcome, provider: string, host: string, key: string): VerdictView {
  const { kind, title, what, next } = outcomes[outcome];
  return { kind, reason: outcome, title, what: what(provider, host, key), next: next(provider, host, key) };
}

export function healthOf(kind: VerdictKind): Health {
  return kind === "not_sent" ? "untested" : kind;
}

/** Worst first. */
export const worst: readonly Health[] = ["refused", "unreachable", "odd", "degraded", "untested", "accepted"];
