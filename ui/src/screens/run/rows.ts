// A run as rows: who each test is of, which of them are shown, and in which order.

import type { IntegrationRow } from "../../ipc/bindings/IntegrationRow";
import type { VerdictKind } from "../../ipc/bindings/VerdictKind";
import type { Step } from "../../stores/run.svelte";

export interface RunRow {
  step: Step;
  name: string;
  client: string;
  provider: string;
}

export type Which = "all" | "open" | "look" | VerdictKind;
export type Order = "asked" | "worst" | "slow";

/** Worst first. */
export const kinds: readonly VerdictKind[] = ["refused", "unreachable", "odd", "degraded", "not_sent", "accepted"];

const looks: ReadonlySet<VerdictKind> = new Set(["refused", "unreachable", "odd", "degraded"]);

/** What a step came to; one that was refused before it was sent was not sent. */
export function kindOf(step: Step): VerdictKind | null {
  if (step.state !== "done") return null;
  return step.refusal !== null ? "not_sent" : (step.send?.verdict ?? "not_sent");
}

export function rowsOf(steps: readonly Step[], known: ReadonlyMap<string, IntegrationRow>, gone: string): RunRow[] {
  return steps.map((step) => {
    const row = known.get(step.integration);
    return { step, name: row?.name ?? gone, client: row?.client_name ?? "", provider: row?.provider_name ?? "" };
  });
}

function fits(step: Step, which: Which): boolean {
  if (which === "all") return true;
  const kind = kindOf(step);
  if (which === "open") return kind === null;
  if (kind === null) return false;
  return which === "look" ? looks.has(kind) : kind === which;
}

export function shown(rows: readonly RunRow[], which: Which, order: Order, search: string): RunRow[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const found = rows.filter(
    ({ step, name, client, provider }) =>
      fits(step, which) && (words.length === 0 || words.every((word) => `${client} ${name} ${provider}`.toLowerCase().includes(word))),
  );
  if (order === "worst") return found.toSorted((one, other) => gravity(one.step) - gravity(other.step));
  if (order === "slow") return found.toSorted((one, other) => (other.step.send?.total_ms ?? -1) - (one.step.send?.total_ms ?? -1));
  return found;
}

function gravity(step: Step): number {
  const kind = kindOf(step);
  return kind === null ? kinds.length : kinds.indexOf(kind);
}

/** How many rows each filter has. */
export function counted(steps: readonly Step[]): Record<Which, number> {
  const counts: Record<Which, number> = { all: steps.length, open: 0, look: 0, accepted: 0, degraded: 0, odd: 0, refused: 0, unreachable: 0, not_sent: 0 };
  for (const step of steps) {
    const kind = kindOf(step);
    if (kind === null) counts.open += 1;
    else {
      counts[kind] += 1;
      if (looks.has(kind)) counts.look += 1;
    }
  }
  return counts;
}
