// Clients and integrations of the fake world, and what can be done with them.

import type { ClientInput } from "../bindings/ClientInput";
import type { ClientRow } from "../bindings/ClientRow";
import type { ClientView } from "../bindings/ClientView";
import type { IntegrationInput } from "../bindings/IntegrationInput";
import type { IntegrationRow } from "../bindings/IntegrationRow";
import type { IntegrationView } from "../bindings/IntegrationView";
import type { NotTestable } from "../bindings/NotTestable";
import type { ProbeClass } from "../bindings/ProbeClass";
import type { RemovalView } from "../bindings/RemovalView";
import { defaultConditions } from "./detail";
import { checkTexts, refuse, required, unknownClient, unknownIntegration } from "./refusal";
import {
  ACTOR, baseOf, complete, dueOf, healthOfHung, partsOf, probeOf, worstOf, type Client, type Hung, type World,
} from "./world";

const UNDO = 30_000;

/** What a person said of a probe, before it. */
function classOf(written: string): ProbeClass {
  return written.startsWith("creates:") || written.startsWith("POST ") ? "creates" : written.startsWith("idempotent:") ? "idempotent" : "reads_only";
}

export function clientBy(world: World, id: string): Client {
  const found = world.clients.find((client) => client.id === id);
  if (found === undefined) throw unknownClient;
  return found;
}

export function hungBy(world: World, id: string): Hung {
  const found = world.hung.find((hung) => hung.id === id);
  if (found === undefined) throw unknownIntegration;
  return found;
}

export function clientRow(world: World, client: Client): ClientRow {
  const hung = world.hungOf(client).filter((one) => !one.archived);
  return {
    id: client.id,
    name: client.input.name,
    health: worstOf(hung.map(healthOfHung)),
    integrations: hung.length,
    archived: client.archived,
    tags: client.input.tags,
    owner: client.input.owner,
  };
}

export function integrationRow(hung: Hung): IntegrationRow {
  return {
    id: hung.id,
    client: hung.client.id,
    client_name: hung.client.input.name,
    name: hung.input.name,
    provider: hung.input.provider,
    provider_name: hung.provider?.name ?? "Custom",
    environment: hung.input.environment,
    health: healthOfHung(hung),
    archived: hung.archived,
    due: dueOf(hung),
    last_send: hung.sends[0] ?? null,
  };
}

export function clientView(world: World, client: Client): ClientView {
  const hung = world.hungOf(client).toSorted((one, other) => Number(one.archived) - Number(other.archived));
  return {
    ...client.input,
    id: client.id,
    archived: client.archived,
    revision: client.revision,
    created_at: new Date(client.created).toISOString(),
    updated_at: new Date(client.updated).toISOString(),
    updated_by: ACTOR,
    keys_held: hung.reduce((sum, one) => sum + one.parts.size, 0),
    integrations: hung.map(integrationRow),
  };
}

export function integrationView(hung: Hung): IntegrationView {
  const probe = probeOf(hung);
  const base = baseOf(hung);
  const why = notTestable(hung);
  return {
    id: hung.id,
    client: hung.client.id,
    client_name: hung.client.input.name,
    input: hung.input,
    provider_name: hung.provider?.name ?? "Custom",
    archived: hung.archived || hung.client.archived,
    revision: hung.revision,
    created_at: new Date(hung.created).toISOString(),
    updated_at: new Date(hung.updated).toISOString(),
    updated_by: ACTOR,
    resolved_base: base,
    default_conditions: defaultConditions(hung),
    probe_class: probe === null || base === null ? null : classOf(hung.input.probe ?? ""),
    resolved_probe: probe === null || base === null ? null : `${probe.method} ${base.replace(/^https?:\/\/[^/]*/, "")}${probe.path}`,
    auth_words: hung.provider?.auth_words ?? "Header: API key",
    not_testable: why,
    not_testable_words: why === null ? null : { code: why, field: null, ...notTestableWords[why] },
    ca: hung.ca,
    health: healthOfHung(hung),
    due: dueOf(hung),
    keys: partsOf(hung).map((part) => ({ part: part.name, label: part.label, optional: false, held: hung.parts.get(part.name) ?? null })),
    sends: hung.sends,
  };
}

const notTestableWords: Record<NotTestable, { what: string; next: string }> = {
  scheme_later: { what: "Tests of this kind come with a later version.", next: "The integration and its keys are kept." },
  no_safe_probe: { what: "This provider has no harmless request.", next: "Enter one of your own." },
  key_missing: { what: "The key, or a part of it, is missing.", next: "Add it." },
  variable_missing: { what: "A variable of the provider has no value yet.", next: "Fill it in." },
  archived: { what: "It is archived.", next: "Take it out of the archive first." },
};

function notTestable(hung: Hung): NotTestable | null {
  if (hung.archived || hung.client.archived) return "archived";
  if (hung.provider !== null && !hung.provider.testable) return "scheme_later";
  if (probeOf(hung) === null) return "no_safe_probe";
  if (baseOf(hung) === null) return "variable_missing";
  return complete(hung) ? null : "key_missing";
}

/** An input that is good, or a refusal. */
export function checkClient(world: World, input: ClientInput, self: Client | null): ClientInput {
  const name = input.name.trim();
  if (name === "") throw required("name");
  checkTexts({ name, notes: input.notes, owner: input.owner, tags: input.tags.join(" ") });
  if (world.clients.some((client) => client !== self && client.input.name.toLowerCase() === name.toLowerCase())) {
    throw refuse("name_taken", "The name is taken.", "Choose another.", "name");
  }
  return { ...input, name };
}

export function checkIntegration(world: World, client: Client, input: IntegrationInput, self: Hung | null): IntegrationInput {
  const name = input.name.trim();
  if (name === "") throw required("name");
  if (input.provider === "") throw required("provider");
  const base = input.base_url ?? "";
  if (input.provider === "custom" && base === "") throw required("base_url");
  if (base !== "" && !base.startsWith("https://") && !(input.allow_loopback_http && base.startsWith("http://127.0.0.1"))) {
    throw refuse("not_https", "Only HTTPS is allowed.", "Use https://. For a service on this machine, turn on plain HTTP on loopback in the settings.", "base_url");
  }
  checkTexts({ name, notes: input.notes, owner: input.owner, base_url: base, probe: input.probe ?? "" });
  input.conditions.forEach((line, at) => {
    if (!/^(?:degraded:\s*)?(?:\[[A-Z_]+\]|len\(\[)\S*\s+\S/.test(line)) {
      throw refuse("condition_unreadable", `Condition ${at + 1} cannot be read.`, "Begin with what is judged, such as [STATUS] == 200.", `conditions.${at}`);
    }
  });
  for (const [variable, value] of Object.entries(input.variables)) checkTexts({ [`variables.${variable}`]: value });
  if (world.hungOf(client).some((hung) => hung !== self && hung.input.name.toLowerCase() === name.toLowerCase())) {
    throw refuse("name_taken", "The name is taken.", "Choose another.", "name");
  }
  return { ...input, name };
}

export function checkRevision(held: number, named: number): void {
  if (held !== named) {
    throw refuse("changed_elsewhere", "Someone changed this in the meantime. Nothing was overwritten.", "Look at the new state, then make your change again.");
  }
}

export function preview(name: string, hung: Hung[], undo: string): RemovalView {
  return {
    name,
    integrations: hung.length,
    keys: hung.reduce((sum, one) => sum + one.parts.size, 0),
    undo_until: new Date(Date.now() + UNDO).toISOString(),
    undo,
  };
}

export function remove(world: World, clients: Client[], hung: Hung[], name: string): RemovalView {
  const view = preview(name, hung, world.id());
  world.clients = world.clients.filter((client) => !clients.includes(client));
  world.hung = world.hung.filter((one) => !hung.includes(one));
  world.removed.set(view.undo, { clients, hung });
  return view;
}

export function undo(world: World, id: string): void {
  const taken = world.removed.get(id);
  if (taken === undefined) throw refuse("undo_lapsed", "Undo has lapsed: its keys have left the keyring.", "Add it anew.");
  world.clients.push(...taken.clients);
  world.hung.push(...taken.hung);
  world.removed.delete(id);
}
