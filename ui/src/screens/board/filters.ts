// The board's filters as chips: which there are, and how one is set or dropped.

import type { BoardQuery } from "../../ipc/bindings/BoardQuery";
import type { BoardView } from "../../ipc/bindings/BoardView";
import type { Health } from "../../ipc/bindings/Health";
import type { HealthCounts } from "../../ipc/bindings/HealthCounts";
import type { ProviderName } from "../../ipc/bindings/ProviderName";
import { boardWords as words } from "../../words/board";
import { environmentNames, healthNames } from "../../words/common";

/** What the filters can be set to. */
export type InUse = Pick<BoardView, "environments" | "tags" | "providers">;
/** Which of them are set; an empty list: any. */
export type Chosen = Pick<BoardQuery, "environments" | "tags" | "providers">;

/** Worst first, as the eye should meet them. */
export const order: readonly Health[] = ["refused", "unreachable", "odd", "degraded", "untested", "accepted"];

export function toggled<T>(list: readonly T[], one: T): T[] {
  return list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
}

/** The healths worth a chip: those that something has, and those that are chosen. */
export function worth(counts: HealthCounts, query: Pick<BoardQuery, "health">): Health[] {
  return order.filter((health) => counts[health] > 0 || query.health.includes(health));
}

export interface Dropped {
  id: string;
  name: string;
  change: Partial<Chosen>;
}

/** What narrows a view, in words: nothing where all is meant. */
export function narrowedBy(query: Chosen & Partial<Pick<BoardQuery, "search" | "health" | "due_soon">>, providers: readonly ProviderName[]): string[] {
  const search = query.search?.trim() ?? "";
  return [
    ...(search === "" ? [] : [words.sought(search)]),
    ...(query.health ?? []).map((health) => healthNames[health]),
    ...(query.due_soon === true ? [words.dueSoon] : []),
    ...chosen(query, providers).map(({ name }) => name),
  ];
}

/** The filters that have no chip of their own on the bar, each with how it is dropped. */
export function chosen(query: Chosen, providers: readonly ProviderName[]): Dropped[] {
  return [
    ...query.environments.map((id) => ({ id: `e-${id}`, name: environmentNames[id], change: { environments: toggled(query.environments, id) } })),
    ...query.providers.map((id) => ({
      id: `p-${id}`,
      name: providers.find((provider) => provider.id === id)?.name ?? id,
      change: { providers: toggled(query.providers, id) },
    })),
    ...query.tags.map((id) => ({ id: `t-${id}`, name: id, change: { tags: toggled(query.tags, id) } })),
  ];
}
