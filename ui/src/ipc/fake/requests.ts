// Requests from curl or a Postman collection, in the fake world. Their secrets stay where real ones would: nowhere in the page.

import type { IntegrationInput } from "../bindings/IntegrationInput";
import type { RequestChange } from "../bindings/RequestChange";
import type { RequestDoneView } from "../bindings/RequestDoneView";
import type { RequestImportView } from "../bindings/RequestImportView";
import type { RequestNoteView } from "../bindings/RequestNoteView";
import type { RequestPart } from "../bindings/RequestPart";
import type { RequestPicks } from "../bindings/RequestPicks";
import type { RequestPlanned } from "../bindings/RequestPlanned";
import type { RequestPlanView } from "../bindings/RequestPlanView";
import type { RequestProblemView } from "../bindings/RequestProblemView";
import type { RequestRow } from "../bindings/RequestRow";
import type { RequestTwin } from "../bindings/RequestTwin";
import type { BulkProgress } from "../shell";
import { refuse } from "./refusal";
import { hold, inputOf } from "./seed";
import type { Client, World } from "./world";

interface Call {
  method: string;
  host: string;
  path: string;
  /** Which header carries the key; none: there is no secret in it. */
  header: string | null;
  folder: string[];
  name: string;
}

const calls: Call[] = [
  { method: "GET", host: "api.mollie.com", path: "/v2/methods", header: "Authorization", folder: ["Payments"], name: "List methods" },
  { method: "POST", host: "api.mollie.com", path: "/v2/payments", header: "Authorization", folder: ["Payments"], name: "Create a payment" },
  { method: "GET", host: "erp.example.net", path: "/api/orders", header: "X-Api-Key", folder: ["ERP"], name: "Open orders" },
  { method: "GET", host: "erp.example.net", path: "/api/stock/••••", header: "X-Api-Key", folder: ["ERP", "Stock"], name: "Stock of one article" },
  { method: "GET", host: "status.example.net", path: "/ping", header: null, folder: [], name: "Ping" },
  { method: "GET", host: "{{host}}", path: "/v1/customers", header: "X-Api-Key", folder: ["CRM"], name: "Customers" },
];

export class Requests {
  readonly handle: string;
  readonly #world: World;
  readonly #client: Client;
  readonly #file: string | null;
  readonly #calls: Call[];
  #variables = false;

  constructor(world: World, client: Client, file: string | null) {
    this.#world = world;
    this.handle = world.id();
    this.#client = client;
    this.#file = file;
    const more = Array.from({ length: 180 }, (_, index): Call => ({
      method: index % 3 === 0 ? "POST" : "GET",
      host: `service-${Math.floor(index / 12) + 1}.example.net`,
      path: `/v1/things/${index}`,
      header: "X-Api-Key",
      folder: [`Service ${Math.floor(index / 12) + 1}`],
      name: `Thing ${index + 1}`,
    }));
    this.#calls = file === null ? calls.slice(0, 2).map((call) => ({ ...call, folder: [] })) : [...calls, ...more];
  }

  withVariables(): RequestImportView {
    this.#variables = true;
    return this.view(0, 50);
  }

  view(offset: number, limit: number): RequestImportView {
    const rows = this.#rows();
    const ready = rows.filter((row) => row.problems.length === 0);
    return {
      handle: this.handle,
      client: this.#client.id,
      client_name: this.#client.input.name,
      source: this.#file === null ? "curl" : "postman",
      file_name: this.#file,
      title: this.#file === null ? "" : "Shop and back office",
      requests_total: rows.length,
      requests_ready: ready.length,
      requests_with_problems: rows.length - ready.length,
      integrations: new Set(ready.map((row) => row.suggestion?.integration)).size,
      variables_missing: rows.length > ready.length ? ["host"] : [],
      notes: this.#file === null ? [] : [{ kind: "scripts_left_out", count: 3, what: "3 scripts are left out: scripts are never run." }],
      offset,
      requests: rows.slice(offset, offset + limit),
    };
  }

  plan(picks: RequestPicks): RequestPlanView {
    const ready = this.#rows().filter((row) => picks.all || picks.requests.includes(row.number));
    const good = ready.filter((row) => row.problems.length === 0);
    const planned = new Map<number, RequestPlanned>();
    for (const row of good) {
      const suggestion = row.suggestion;
      if (suggestion === null) continue;
      const known = planned.get(suggestion.integration);
      if (known !== undefined) {
        known.requests.push(row.number);
        known.requests_total += 1;
        if (suggestion.order !== null) known.orders.push(suggestion.order);
        continue;
      }
      planned.set(suggestion.integration, {
        integration: suggestion.integration,
        requests: [row.number],
        requests_total: 1,
        input: changed(suggestion.input, picks.changes.find((one) => one.integration === suggestion.integration)),
        provider_name: suggestion.provider_name,
        destinations: [row.origin ?? ""],
        auth_words: suggestion.auth_words,
        resolved_probe: suggestion.resolved_probe,
        parts: row.parts.filter((part) => part.becomes !== null),
        orders: suggestion.order === null ? [] : [suggestion.order],
        problems: [],
        notes: row.notes,
        twins: row.twins,
      });
    }
    const integrations = [...planned.values()];
    return {
      handle: this.handle,
      integrations,
      keys: integrations.reduce((sum, one) => sum + one.parts.length, 0),
      skipped: ready.length - good.length,
    };
  }

  async takeIn(picks: RequestPicks, pace: number, progress: (state: BulkProgress) => void): Promise<RequestDoneView> {
    const plan = this.plan(picks);
    if (plan.integrations.length === 0) throw refuse("nothing_ready", "No row of the file is ready.", "Correct the columns or the file, then try again.");
    const done: RequestDoneView = { taken: [], keys: plan.keys, failed: [], masked_in_log: 0, clipboard_cleared: this.#file === null };
    for (const [index, one] of plan.integrations.entries()) {
      const hung = this.#world.addHung(this.#client, one.input);
      for (const part of one.parts) hold(this.#world, hung, part.becomes ?? part.name, this.#file === null ? "clipboard" : "file", Date.now());
      done.taken.push({ integration: hung.id, name: one.input.name, keys: one.parts.length, complete: one.parts.length > 0 });
      if (index % 8 === 0 && pace > 0) await new Promise((resolve) => setTimeout(resolve, 60 * pace));
      progress({ done: index + 1, total: plan.integrations.length });
    }
    this.#world.did("requests_taken_in", "Requests taken in", { facts: [{ label: "Keys", value: String(plan.keys) }] });
    return done;
  }

  #rows(): RequestRow[] {
    const numbers = new Map<string, number>();
    return this.#calls.map((call, index) => {
      const host = this.#variables && call.host === "{{host}}" ? "crm.example.net" : call.host;
      const place = `${host} ${call.header ?? ""}`;
      const integration = numbers.get(place) ?? numbers.size + 1;
      numbers.set(place, integration);
      return this.#row(call, host, index, integration);
    });
  }

  #row(call: Call, host: string, index: number, integration: number): RequestRow {
    const open = host.startsWith("{{");
    const problems: RequestProblemView[] = open
      ? [{ kind: "address_unknown", names: ["host"], what: "Nothing says which host it goes to: host has no value. An environment file may have it." }]
      : [];
    const notes: RequestNoteView[] = [];
    if (call.header === null) notes.push({ kind: "no_secret", what: "Nothing in it looks like a key. It would be added without one." });
    if (call.path.includes("••••")) notes.push({ kind: "secret_in_path", what: "Its path has a hidden value, so it cannot be used as a test." });
    const harmless = call.method === "GET" && !call.path.includes("••••");
    const mollie = host === "api.mollie.com";
    const parts = partsOf(call, integration, mollie);
    return {
      number: index + 1,
      folder: call.folder,
      name: call.name,
      method: call.method,
      origin: open ? null : `https://${host}`,
      path: call.path,
      query: [{ name: "limit", value: { kind: "text", text: "1" } }],
      headers: [
        { name: "Accept", value: { kind: "text", text: "application/json" } },
        ...parts.filter((part) => part.place !== "path").map((part) => ({ name: part.name, value: { kind: "secret" as const, part: part.part } })),
      ],
      body: call.method === "POST" ? { media_type: "application/json", bytes: 214 } : null,
      parts,
      suggestion: open
        ? null
        : {
            integration,
            input: inputFor(call, host, mollie),
            provider_name: mollie ? "Mollie" : "Custom service",
            resolved_base: mollie ? "https://api.mollie.com/v2" : `https://${host}`,
            auth_words: mollie ? "Bearer: API key in the Authorization header" : `Header ${call.header ?? "X-API-KEY"}: API key`,
            resolved_probe: harmless ? `GET ${call.path}?limit=1` : null,
            order: call.method === "POST" ? { method: "POST", path: call.path } : null,
          },
      problems,
      notes,
      twins: open ? [] : this.#twins(host),
    };
  }

  #twins(host: string): RequestTwin[] {
    const same = this.#world.hung.filter((hung) => hung.client === this.#client && hung.input.base_url === `https://${host}`);
    return same.map((hung) => ({
      client: hung.client.id,
      client_name: hung.client.input.name,
      integration: hung.id,
      integration_name: hung.input.name,
      what: `This client’s “${hung.input.name}” goes to the same place already, in the same way.`,
    }));
  }
}

function partsOf(call: Call, integration: number, mollie: boolean): RequestPart[] {
  const parts: RequestPart[] = [];
  const print = (0xb20000 + integration).toString(16);
  if (call.header !== null) {
    const auth = call.header === "Authorization";
    parts.push({
      part: 0,
      place: auth ? "auth" : "header",
      name: call.header,
      mask: { prefix: mollie ? "live_" : "", tail: (4096 + integration).toString(16), fingerprint: print },
      why: auth ? "place" : "name",
      becomes: "api_key",
      what: auth ? "Becomes the API key: it stands where keys stand." : "Becomes the API key: its name says that it is secret.",
      warnings: [],
    });
  }
  if (call.path.includes("••••")) {
    parts.push({
      part: parts.length,
      place: "path",
      name: "",
      mask: { prefix: "", tail: "", fingerprint: "c0de42" },
      why: "doubt",
      becomes: null,
      what: "Hidden and not taken in: nothing shows that it is public.",
      warnings: [],
    });
  }
  return parts;
}

function inputFor(call: Call, host: string, mollie: boolean): IntegrationInput {
  const plain = inputOf("", mollie ? "Mollie" : (host.split(".")[0] ?? host), mollie ? "mollie" : "custom");
  if (mollie) return plain;
  return {
    ...plain,
    variables: {},
    base_url: `https://${host}`,
    auth: { scheme: "header", header: call.header ?? "X-API-KEY", prefix: "" },
    probe: call.method === "GET" && !call.path.includes("••••") ? `GET ${call.path}?limit=1` : null,
  };
}

function changed(input: IntegrationInput, change: RequestChange | undefined): IntegrationInput {
  if (change === undefined) return input;
  return {
    ...input,
    name: change.name ?? input.name,
    environment: change.environment ?? input.environment,
    variables: { ...input.variables, ...change.variables },
    probe: change.probe ?? input.probe,
  };
}
