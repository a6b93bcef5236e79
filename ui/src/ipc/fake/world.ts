// The world behind the fake shell: clients, what hangs on them, and what was done. Kept in memory, gone with the page.

import type { CaView } from "../bindings/CaView";
import type { ClientInput } from "../bindings/ClientInput";
import type { DueView } from "../bindings/DueView";
import type { Health } from "../bindings/Health";
import type { HeldPartView } from "../bindings/HeldPartView";
import type { IntegrationInput } from "../bindings/IntegrationInput";
import type { LogFact } from "../bindings/LogFact";
import type { ProviderView } from "../bindings/ProviderView";
import type { SendSummary } from "../bindings/SendSummary";
import { authDraftOf, partsOf as partsOfScheme } from "../../screens/integration/auth";
import { partNames } from "../../words/auth";
import { catalogue } from "./catalogue";
import { healthOf, worst, type Outcome } from "./outcomes";
import { Chance } from "./random";

export const DAY = 86_400_000;
export const ACTOR = "mara@studio-7";

export interface Client {
  id: string;
  input: ClientInput;
  archived: boolean;
  revision: number;
  created: number;
  updated: number;
}

export interface Hung {
  id: string;
  client: Client;
  input: IntegrationInput;
  provider: ProviderView | null;
  ca: CaView | null;
  archived: boolean;
  revision: number;
  created: number;
  updated: number;
  parts: Map<string, HeldPartView>;
  /** Newest first. */
  sends: SendSummary[];
  /** How the provider answers the next test. */
  outcome: Outcome;
  /** Milliseconds it takes. */
  pace: number;
}

export interface Deed {
  id: string;
  at: number;
  deed: string;
  words: string;
  actor: string;
  client: Client | null;
  hung: Hung | null;
  send: SendSummary | null;
  facts: LogFact[];
  unfinished: boolean;
}

/** What was removed and can still be put back. */
export interface Removed {
  clients: Client[];
  hung: Hung[];
}

export class World {
  readonly chance: Chance;
  clients: Client[] = [];
  hung: Hung[] = [];
  /** Newest first. */
  deeds: Deed[] = [];
  removed = new Map<string, Removed>();
  #ids = 0;

  constructor(seed: number) {
    this.chance = new Chance(seed);
  }

  id(): string {
    this.#ids += 1;
    return `01930000-0000-7000-8000-${this.#ids.toString(16).padStart(12, "0")}`;
  }

  addClient(input: Partial<ClientInput> & { name: string }, at = Date.now()): Client {
    const client: Client = {
      id: this.id(),
      input: { notes: "", tags: [], owner: "", ...input },
      archived: false,
      revision: 1,
      created: at,
      updated: at,
    };
    this.clients.push(client);
    return client;
  }

  addHung(client: Client, input: IntegrationInput, at = Date.now()): Hung {
    const hung: Hung = {
      id: this.id(),
      client,
      input,
      provider: catalogue.find((provider) => provider.id === input.provider) ?? null,
      ca: null,
      archived: false,
      revision: 1,
      created: at,
      updated: at,
      parts: new Map(),
      sends: [],
      outcome: "accepted",
      pace: this.chance.whole(60, 420),
    };
    this.hung.push(hung);
    return hung;
  }

  did(deed: string, words: string, about: Partial<Omit<Deed, "id" | "deed" | "words">> = {}): Deed {
    const done: Deed = {
      id: about.send?.id ?? this.id(),
      at: Date.now(),
      deed,
      words,
      actor: ACTOR,
      client: about.hung?.client ?? null,
      hung: null,
      send: null,
      facts: [],
      unfinished: false,
      ...about,
    };
    this.deeds.unshift(done);
    return done;
  }

  hungOf(client: Client): Hung[] {
    return this.hung.filter((hung) => hung.client === client);
  }
}

export function healthOfHung(hung: Hung): Health {
  const last = hung.sends.find((send) => send.verdict !== "not_sent");
  return last === undefined ? "untested" : healthOf(last.verdict);
}

export function worstOf(healths: Health[]): Health {
  return worst.find((health) => healths.includes(health)) ?? "untested";
}

export function partsOf(hung: Hung): { name: string; label: string }[] {
  const { auth, client_certificate } = hung.input;
  const certificate = client_certificate ? ["client_certificate", "client_key"].map(labelled) : [];
  if (auth.scheme === "provider") return [...(hung.provider?.parts ?? [labelled("api_key")]), ...certificate];
  return [...partsOfScheme(authDraftOf(auth), []).filter((part) => part !== "session_token").map(labelled), ...certificate];
}

function labelled(name: string): { name: string; label: string } {
  return { name, label: partNames[name] ?? name };
}

export function complete(hung: Hung): boolean {
  return partsOf(hung).every((part) => hung.parts.has(part.name));
}

export function dueOf(hung: Hung, now = Date.now()): DueView {
  const taken = [...hung.parts.values()].map((part) => Date.parse(part.taken_at));
  const every_days = hung.input.rotate_every_days ?? hung.provider?.max_age_days ?? null;
  if (taken.length === 0) return { age_days: null, every_days, left_days: null };
  const age_days = Math.floor((now - Math.min(...taken)) / DAY);
  return { age_days, every_days, left_days: every_days === null ? null : every_days - age_days };
}

export function baseOf(hung: Hung): string | null {
  const written = hung.input.base_url ?? hung.provider?.base_url ?? "";
  const filled = written.replace(/\{(\w+)\}/g, (whole, name: string) => hung.input.variables[name] || whole);
  return filled === "" || filled.includes("{") ? null : filled;
}

export function probeOf(hung: Hung): { method: string; path: string } | null {
  const written = (hung.input.probe ?? hung.provider?.probe ?? "").replace(/^(idempotent|creates):\s*/, "");
  const [method = "", path = ""] = written.split(" ", 2);
  if (path === "") return null;
  return { method, path: path.replace(/\{(\w+)\}/g, (whole, name: string) => hung.input.variables[name] || whole) };
}

export function hostOf(hung: Hung): string {
  return baseOf(hung)?.replace(/^https?:\/\//, "").replace(/\/.*$/, "") ?? "the host";
}
