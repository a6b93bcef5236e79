// What a send of the fake world showed besides its exchange: certificates, conditions, a redirect, the exchange for a token.

import type { ConditionView } from "../bindings/ConditionView";
import type { RedirectView } from "../bindings/RedirectView";
import type { SendSummary } from "../bindings/SendSummary";
import type { SendView } from "../bindings/SendView";
import type { TlsView } from "../bindings/TlsView";
import type { TokenView } from "../bindings/TokenView";
import type { Outcome } from "./outcomes";
import { catalogue } from "./catalogue";
import { redacted } from "./redacted";
import { DAY, hostOf, type Hung } from "./world";

type Detail = Pick<SendView, "tls" | "http_version" | "redirect" | "date_skew_s" | "retry_at" | "conditions" | "token">;

/** What counts while an integration has no conditions of its own. */
export function defaultConditions(hung: Hung): string[] {
  return (hung.input.probe === null ? hung.provider?.conditions : catalogue[0]?.conditions_own_probe) ?? [];
}

export function detailOf(hung: Hung, send: SendSummary, outcome: Outcome): Detail {
  const answered = send.status !== null;
  return {
    tls: answered || outcome === "tls_expired" ? tlsOf(hung, outcome) : null,
    http_version: answered ? (hung.pace % 2 === 0 ? "HTTP/2" : "HTTP/1.1") : null,
    redirect: outcome === "redirected" ? redirectOf() : null,
    date_skew_s: answered ? (hung.pace % 7 === 0 ? -312 : 0) : null,
    retry_at: outcome === "rate_limited" ? new Date(Date.parse(send.at) + 90_000).toISOString() : null,
    conditions: answered ? conditionsOf(hung, send, outcome) : [],
    token: answered && hung.input.auth.scheme === "oauth2_client_credentials" ? tokenOf(hung) : null,
  };
}

function daysOf(hung: Hung, outcome: Outcome): number {
  if (outcome === "tls_expired") return -3;
  return hung.pace % 5 === 0 ? 12 : 71;
}

function tlsOf(hung: Hung, outcome: Outcome): TlsView {
  const left = daysOf(hung, outcome);
  const until = (days: number) => new Date(Date.now() + days * DAY).toISOString();
  const print = (seed: number) => Array.from({ length: 32 }, (_, at) => ((seed * 37 + at * 101) % 256).toString(16).padStart(2, "0")).join("");
  return {
    version: "TLS 1.3",
    certificate_days_left: left,
    issuer: "Example Trust CA",
    cipher: "TLS13_AES_256_GCM_SHA384",
    alpn: "h2",
    chain: [
      { subject: hostOf(hung), issuer: "Example Trust R3", not_after: until(left), days_left: left, role: "leaf", fingerprint: print(hung.pace) },
      { subject: "Example Trust R3", issuer: "Example Trust Root X1", not_after: until(412), days_left: 412, role: "intermediate", fingerprint: print(3) },
      { subject: "Example Trust Root X1", issuer: "Example Trust Root X1", not_after: until(4_100), days_left: 4_100, role: "root", fingerprint: print(1) },
    ],
  };
}

function conditionsOf(hung: Hung, send: SendSummary, outcome: Outcome): ConditionView[] {
  const written = hung.input.conditions.length > 0 ? hung.input.conditions : defaultConditions(hung);
  return written.map((line) => {
    const degraded_only = line.startsWith("degraded:");
    const text = line.replace(/^degraded:\s*/, "");
    const failed = failureOf(text, hung, send, outcome);
    return { text, outcome: failed === null ? "held" : "failed", degraded_only, saw: redacted(failed ?? ""), saw_words: "" };
  });
}

/** What a failing condition saw; `null` where it holds. */
function failureOf(text: string, hung: Hung, send: SendSummary, outcome: Outcome): string | null {
  if (text.startsWith("[STATUS]")) return send.status === 200 ? null : String(send.status);
  if (text.startsWith("[TIME]")) return outcome === "slow" ? `${send.total_ms ?? 0}` : null;
  if (text.startsWith("[CERT_DAYS]")) return daysOf(hung, outcome) > 14 ? null : String(daysOf(hung, outcome));
  if (text.startsWith("[HEADER].content-type")) return outcome === "login_page" ? "text/html; charset=utf-8" : null;
  return text.startsWith("[BODY]") && outcome === "key_refused" ? "Token of [[personal|email|a4f2|email]] is not valid" : null;
}

function redirectOf(): RedirectView {
  return {
    to: "http://www.other-shop.example",
    leaves_origin: true,
    downgrade: true,
    words: "Following it would have sent the key to another origin, and over plain HTTP. It was not followed.",
  };
}

function tokenOf(hung: Hung): TokenView {
  const message = { body_described: false, strict: false };
  const body = "grant_type=client_credentials&scope=orders";
  const answer = '{\n  "access_token": "[[secret|token|e07c|minted]]",\n  "token_type": "Bearer",\n  "expires_in": 3600\n}';
  return {
    status: 200,
    total_ms: Math.round(hung.pace * 0.6),
    cached: hung.pace % 3 === 0,
    request: {
      ...message, start: redacted("POST /oauth/token HTTP/1.1"),
      headers: redacted(`host: ${hostOf(hung)}\nauthorization: Basic [[key|${hung.input.provider} client_id|1f03|held]]:[[key|${hung.input.provider} client_secret|77de|held]]\ncontent-type: application/x-www-form-urlencoded`),
      body: redacted(body), body_type: "application/x-www-form-urlencoded", body_bytes: body.length,
    },
    response: {
      ...message, start: redacted("HTTP/1.1 200 OK"), headers: redacted("content-type: application/json\ncache-control: no-store"),
      body: redacted(answer), body_type: "application/json", body_bytes: 131,
    },
  };
}
