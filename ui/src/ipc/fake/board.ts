// The board of the fake world.

import type { BoardQuery } from "../bindings/BoardQuery";
import type { BoardView } from "../bindings/BoardView";
import type { CardView } from "../bindings/CardView";
import type { HealthCounts } from "../bindings/HealthCounts";
import type { HookView } from "../bindings/HookView";
import type { ProviderName } from "../bindings/ProviderName";
import { worst } from "./outcomes";
import { complete, dueOf, healthOfHung, hostOf, worstOf, type Client, type Hung, type World } from "./world";

const DUE_SOON = 14;

export function boardOf(world: World, query: BoardQuery): BoardView {
  const within = matching(world, { ...query, health: [], due_soon: false });
  const shown = within.filter((hung) => fitsHealth(hung, query));
  const byClient = byClientOf(shown);
  const empty = unfiltered(query) ? world.clients.filter((client) => client.archived === query.archived && !byClient.has(client)) : [];
  const clients = [...byClient.keys(), ...empty].sort((one, other) => order(query, byClient.get(one) ?? [], byClient.get(other) ?? []) || byName(one, other));
  const live = world.hung.filter((hung) => !hung.archived && !hung.client.archived);
  return {
    counts: countsOf(within),
    slots: clients.map((client) => ({ client: client.id, hooks: byClient.get(client)?.length ?? 0 })),
    first: clients.slice(0, 40).map((client) => cardOf(client, byClient.get(client) ?? [])),
    providers: names(live),
    tags: [...new Set(world.clients.flatMap((client) => client.input.tags))].sort(),
    environments: [...new Set(live.map((hung) => hung.input.environment))].sort(),
  };
}

export function cardsOf(world: World, query: BoardQuery, wanted: string[]): CardView[] {
  const ids = new Set(wanted);
  const hung = matching(world, { ...query, health: [], due_soon: false }).filter((one) => fitsHealth(one, query));
  const byClient = byClientOf(hung);
  return world.clients.filter((client) => ids.has(client.id)).map((client) => cardOf(client, byClient.get(client) ?? []));
}

function matching(world: World, query: BoardQuery): Hung[] {
  const words = query.search.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return world.hung.filter((hung) => {
    if ((hung.archived || hung.client.archived) !== query.archived) return false;
    if (query.providers.length > 0 && !query.providers.includes(hung.input.provider)) return false;
    if (query.environments.length > 0 && !query.environments.includes(hung.input.environment)) return false;
    const tags = [...hung.client.input.tags, ...hung.input.tags];
    if (query.tags.length > 0 && !query.tags.some((tag) => tags.includes(tag))) return false;
    if (words.length === 0) return true;
    const text = [hung.client.input.name, hung.input.name, hung.provider?.name, ...tags, hung.client.input.owner, hostOf(hung)].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function fitsHealth(hung: Hung, query: BoardQuery): boolean {
  if (query.health.length > 0 && !query.health.includes(healthOfHung(hung))) return false;
  return !query.due_soon || isDueSoon(hung);
}

function isDueSoon(hung: Hung): boolean {
  const left = dueOf(hung).left_days;
  return left !== null && left <= DUE_SOON;
}

function byClientOf(all: Hung[]): Map<Client, Hung[]> {
  const found = new Map<Client, Hung[]>();
  for (const hung of all) found.set(hung.client, [...(found.get(hung.client) ?? []), hung]);
  return found;
}

function unfiltered(query: BoardQuery): boolean {
  return query.search === "" && !query.due_soon && [query.health, query.providers, query.tags, query.environments].every((list) => list.length === 0);
}

function order(query: BoardQuery, one: Hung[], other: Hung[]): number {
  switch (query.sort) {
    case "health":
      return worst.indexOf(worstOf(one.map(healthOfHung))) - worst.indexOf(worstOf(other.map(healthOfHung)));
    case "due":
      return nearest(one) - nearest(other);
    case "recent":
      return latest(other) - latest(one);
    case "name":
      return 0;
  }
}

function nearest(all: Hung[]): number {
  return Math.min(100_000, ...all.map((hung) => dueOf(hung).left_days ?? 100_000));
}

function latest(all: Hung[]): number {
  return Math.max(0, ...all.map((hung) => Date.parse(hung.sends[0]?.at ?? "1970-01-01")));
}

function byName(one: Client, other: Client): number {
  return one.input.name.localeCompare(other.input.name);
}

function names(all: Hung[]): ProviderName[] {
  const known = new Map(all.map((hung) => [hung.input.provider, hung.provider?.name ?? "Custom"]));
  return [...known].map(([id, name]) => ({ id, name })).sort((one, other) => one.name.localeCompare(other.name));
}

function countsOf(all: Hung[]): HealthCounts {
  const counts: HealthCounts = { all: all.length, accepted: 0, degraded: 0, odd: 0, refused: 0, unreachable: 0, untested: 0, due_soon: 0 };
  for (const hung of all) {
    counts[healthOfHung(hung)] += 1;
    if (isDueSoon(hung)) counts.due_soon += 1;
  }
  return counts;
}

function cardOf(client: Client, all: Hung[]): CardView {
  const hooks = all.toSorted((one, other) => one.input.name.localeCompare(other.input.name));
  return {
    client: client.id,
    name: client.input.name,
    tags: client.input.tags,
    archived: client.archived,
    health: worstOf(hooks.map(healthOfHung)),
    storefront: hooks.find((hung) => hung.provider?.category === "storefront")?.provider?.name ?? null,
    hooks: hooks.map(hookOf),
  };
}

function hookOf(hung: Hung): HookView {
  return {
    integration: hung.id,
    name: hung.input.name,
    provider: { id: hung.input.provider, name: hung.provider?.name ?? "Custom" },
    environment: hung.input.environment,
    health: healthOfHung(hung),
    archived: hung.archived,
    keys: [...hung.parts.values()].map((part) => part.mask),
    complete: complete(hung),
    latencies: hung.sends.map((send) => send.total_ms).reverse(),
    due: dueOf(hung),
  };
}
