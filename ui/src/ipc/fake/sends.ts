// Test sends of the fake world, with an exchange as it would be stored: masked, with spans.

import type { BatchView } from "../bindings/BatchView";
import type { HostView } from "../bindings/HostView";
import type { MessageView } from "../bindings/MessageView";
import type { RunCounts } from "../bindings/RunCounts";
import type { RunOptions } from "../bindings/RunOptions";
import type { SendProgress } from "../bindings/SendProgress";
import type { SendSummary } from "../bindings/SendSummary";
import type { SendView } from "../bindings/SendView";
import type { TimingsView } from "../bindings/TimingsView";
import { detailOf } from "./detail";
import { outcomes, verdictOf, type Outcome } from "./outcomes";
import { redacted } from "./redacted";
import { refuse } from "./refusal";
import { ACTOR, baseOf, complete, hostOf, partsOf, probeOf, type Hung, type World } from "./world";

/** A page hears of a run this often, in milliseconds. */
const GATHER = 100;

export class Sends {
  readonly #world: World;
  /** Multiplies every wait; 0 in tests. */
  readonly #pace: number;
  readonly #running = new Map<string, () => void>();
  #stopped = false;
  keyringLocked = false;

  constructor(world: World, pace: number) {
    this.#world = world;
    this.#pace = pace;
  }

  async test(hung: Hung): Promise<SendSummary> {
    if (this.#running.has(hung.id)) throw refuse("send_running", "A test of this integration is under way.", "Wait for it, or stop it.");
    if (!complete(hung)) throw refuse("key_not_held", "No key is held here.", "Add one first.");
    const patience = hung.outcome === "timeout_connect" ? 2_600 : hung.outcome === "slow" ? 2_100 : hung.pace + 350;
    const finished = this.#pace === 0 || (await this.#wait(hung.id, patience * this.#pace));
    const outcome: Outcome = !finished ? "cancelled" : this.keyringLocked ? "keyring_locked" : hung.outcome;
    return this.#keep(hung, outcome);
  }

  /** Runs that have ended: what can be saved. */
  readonly runs = new Set<string>();

  async many(all: Hung[], options: RunOptions, pass: (events: SendProgress[]) => void): Promise<BatchView> {
    this.#stopped = false;
    const began = Date.now();
    // As the shell does: the first at once, what follows together, the rest before the answer.
    const said: SendProgress[] = [];
    let gathering: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      clearTimeout(gathering);
      gathering = undefined;
      if (said.length > 0) pass(said.splice(0));
    };
    const progress = (event: SendProgress) => {
      said.push(event);
      if (gathering !== undefined) return;
      flush();
      gathering = setTimeout(flush, GATHER);
    };
    const counts: RunCounts = { done: 0, total: all.length, running: 0, accepted: 0, degraded: 0, refused: 0, unreachable: 0, odd: 0, not_sent: 0, left_ms: null };
    const hosts = new Map<string, HostView>();
    const queue = [...all];
    const tell = () => {
      const pace = counts.done === 0 ? null : (Date.now() - began) / counts.done;
      progress({ kind: "counts", counts: { ...counts, left_ms: pace === null ? null : Math.round(pace * (counts.total - counts.done)) } });
    };
    const busy = new Map<string, number>();
    /** The next whose host has room; those before it are told that theirs has none. */
    const next = (): Hung | undefined => {
      const at = queue.findIndex((hung) => (busy.get(hostOf(hung)) ?? 0) < (options.per_host ?? 4));
      for (const hung of queue.slice(0, Math.max(0, at))) progress({ kind: "waiting", integration: hung.id, why: "host_busy", until: null });
      return at < 0 ? undefined : queue.splice(at, 1)[0];
    };
    const work = async () => {
      for (let hung = next(); hung !== undefined && !this.#stopped; hung = next()) {
        const host = hostOf(hung);
        busy.set(host, (busy.get(host) ?? 0) + 1);
        progress({ kind: "started", integration: hung.id });
        counts.running += 1;
        if (hung.outcome === "rate_limited" && this.#pace > 0) {
          progress({ kind: "waiting", integration: hung.id, why: "backing_off", until: new Date(Date.now() + 4_000 * this.#pace).toISOString() });
          await this.#wait(hung.id, 4_000 * this.#pace);
        }
        const send = await this.test(hung).catch(() => null);
        busy.set(host, (busy.get(host) ?? 1) - 1);
        counts.running -= 1;
        counts.done += 1;
        counts[send?.verdict ?? "not_sent"] += 1;
        count(hosts, hostOf(hung), send);
        if (send !== null) progress({ kind: "done", send, integration: hung.id, done: counts.done, total: all.length, refusal: null });
        tell();
      }
    };
    await Promise.all(Array.from({ length: options.concurrency ?? 16 }, work));
    flush();
    const skipped = counts.total - counts.done;
    const { total, accepted, degraded, refused, unreachable, odd, not_sent } = counts;
    const id = this.#world.id();
    this.runs.add(id);
    return {
      id, began: new Date(began).toISOString(), ended: new Date().toISOString(), took_ms: Date.now() - began,
      total, accepted, degraded, refused, unreachable, odd, not_sent: not_sent + skipped, skipped, cancelled: this.#stopped,
      hosts: [...hosts.values()].sort((one, other) => one.host.localeCompare(other.host)),
    };
  }

  cancel(id: string | null): void {
    if (id === null) this.#stopped = true;
    for (const [running, stop] of this.#running) if (id === null || id === running) stop();
  }

  #wait(id: string, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => end(true), ms);
      const end = (finished: boolean) => {
        clearTimeout(timer);
        this.#running.delete(id);
        resolve(finished);
      };
      this.#running.set(id, () => end(false));
    });
  }

  #keep(hung: Hung, outcome: Outcome): SendSummary {
    const told = outcomes[outcome];
    const took = outcome === "slow" ? 2_100 : Math.round(hung.pace * (0.85 + this.#world.chance.next() * 0.4));
    const send: SendSummary = {
      id: this.#world.id(),
      at: new Date().toISOString(),
      verdict: told.kind,
      verdict_words: told.title,
      reason: outcome,
      status: told.status,
      total_ms: told.status === null ? null : took,
    };
    hung.sends = [send, ...hung.sends].slice(0, 24);
    for (const part of hung.parts.values()) part.last_used_at = send.at;
    this.#world.did("test_sent", "Test sent", { hung, send });
    return send;
  }
}

function count(hosts: Map<string, HostView>, name: string, send: SendSummary | null): void {
  const host = hosts.get(name) ?? { host: name, integrations: 0, sends: 0, median_ms: null, slowest_ms: null, backed_off: 0, left_alone: false };
  host.integrations += 1;
  if (send !== null) host.sends += 1;
  if (send?.reason === "rate_limited") host.backed_off += 1;
  const took = send?.total_ms ?? null;
  if (took !== null) {
    host.median_ms ??= took;
    host.slowest_ms = Math.max(host.slowest_ms ?? 0, took);
  }
  hosts.set(name, host);
}

export function sendViewOf(hung: Hung, send: SendSummary): SendView {
  const outcome = send.reason as Outcome;
  const parts = partsOf(hung).map((part) => part.label);
  const key = parts.map((label) => label.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())).join(" and ");
  const provider = hung.provider?.name ?? "The provider";
  const sent = send.verdict !== "not_sent" && outcome !== "dns";
  const response = send.status === null ? null : responseOf(outcome, provider, chipOf(hung, partsOf(hung)[0]?.name ?? ""));
  const request = sent ? requestOf(hung) : null;
  return {
    id: send.id,
    integration: hung.id,
    integration_name: hung.input.name,
    client: hung.client.id,
    client_name: hung.client.input.name,
    at: send.at,
    actor: ACTOR,
    verdict: verdictOf(outcome, provider, hostOf(hung), key),
    status: send.status,
    timings: sent ? timingsOf(send, outcome) : null,
    ...detailOf(hung, send, outcome),
    remote: send.status === null ? null : "203.0.113.24:443",
    proxied: false,
    request,
    response,
    masked: [request, response].reduce((sum, message) => sum + spansIn(message), 0),
    order: null,
  };
}

function spansIn(message: MessageView | null): number {
  return message === null ? 0 : message.start.spans.length + message.headers.spans.length + message.body.spans.length;
}

function timingsOf(send: SendSummary, outcome: Outcome): TimingsView {
  const total = send.total_ms ?? 10_000;
  if (send.status === null) {
    const connect_ms = outcome === "tls_expired" ? 21 : null;
    return { resolve_ms: 4, connect_ms, tls_ms: null, send_ms: null, first_byte_ms: null, body_ms: null, total_ms: connect_ms === null ? 10_000 : 63 };
  }
  const share = (part: number) => Math.round(total * part * 10) / 10;
  return { resolve_ms: share(0.03), connect_ms: share(0.15), tls_ms: share(0.35), send_ms: share(0.36), first_byte_ms: share(0.96), body_ms: total, total_ms: total };
}

/** A held key's chip: the same mark wherever the key stands, and another one than its fingerprint. */
function chipOf(hung: Hung, part: string): string {
  const mark = [...(hung.parts.get(part)?.mask.fingerprint ?? "000000")].toReversed().join("").slice(0, 4);
  return `[[key|${hung.input.provider} ${part}|${mark}|held]]`;
}

function requestOf(hung: Hung): MessageView {
  const { method, path } = probeOf(hung) ?? { method: "GET", path: "/" };
  const base = baseOf(hung)?.replace(/^https?:\/\/[^/]*/, "") ?? "";
  const chips = partsOf(hung).map(({ name }) => chipOf(hung, name));
  const auth = hung.provider?.auth_words.startsWith("Basic") ? `authorization: Basic ${chips.join(":")}` : `authorization: Bearer ${chips[0] ?? ""}`;
  return {
    start: redacted(`${method} ${base}${path} HTTP/1.1`),
    headers: redacted(`host: ${hostOf(hung)}\n${auth}\naccept: application/json\nuser-agent: Keyrack/0.1.0`),
    body: redacted(""),
    body_type: null,
    body_bytes: 0,
    body_described: false,
    strict: false,
  };
}

function responseOf(outcome: Outcome, provider: string, chip: string): MessageView {
  const page = outcome === "login_page";
  const body = page
    ? '<!doctype html>\n<html lang="en"><title>Log in</title>\n<body class="login"><form name="loginform" method="post">…'
    : outcome === "key_refused"
      ? `{\n  "detail": "Token ${chip} of [[personal|email|a4f2|email]] is not valid"\n}`
      : `{\n  "id": 15,\n  "name": "${provider}",\n  "edited_by": "[[personal|email|77b0|email]]",\n  "phone": "[[personal|phone|09ce|phone]]"\n}`;
  return {
    start: redacted(outcome === "key_refused" ? "HTTP/1.1 401 Unauthorized" : "HTTP/1.1 200 OK"),
    headers: redacted(
      `content-type: ${page ? "text/html" : "application/json"}; charset=utf-8\nset-cookie: [[secret|cookie|91d0|cookie]]; Path=/; Secure; HttpOnly\nx-request-id: 3f29c1c2-5a0e-4e0f`,
    ),
    body: redacted(body),
    body_type: page ? "text/html" : "application/json",
    body_bytes: body.length,
    body_described: false,
    strict: false,
  };
}
