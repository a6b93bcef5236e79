// The log of the fake world.

import type { LogBin } from "../bindings/LogBin";
import type { LogEntryView } from "../bindings/LogEntryView";
import type { LogPage } from "../bindings/LogPage";
import type { LogQuery } from "../bindings/LogQuery";
import type { LogRow } from "../bindings/LogRow";
import { refuse } from "./refusal";
import { sendViewOf } from "./sends";
import type { Deed, World } from "./world";

const BINS = 48;

export function logPage(world: World, query: LogQuery, offset: number, limit: number): LogPage {
  const found = world.deeds.filter((deed) => fits(deed, query));
  return {
    total: found.length,
    offset,
    rows: found.slice(offset, offset + limit).map(rowOf),
    histogram: binsOf(found),
  };
}

export function logEntry(world: World, id: string): LogEntryView {
  const deed = world.deeds.find((one) => one.id === id);
  if (deed === undefined) throw refuse("entry_unknown", "This log entry does not exist.", "Read the log again.");
  return {
    row: rowOf(deed),
    facts: deed.facts,
    send: deed.send === null || deed.hung === null ? null : sendViewOf(deed.hung, deed.send),
  };
}

function fits(deed: Deed, query: LogQuery): boolean {
  if (query.client !== null && deed.client?.id !== query.client) return false;
  if (query.integration !== null && deed.hung?.id !== query.integration) return false;
  if (query.sends_only && deed.send === null) return false;
  if (query.verdicts.length > 0 && (deed.send === null || !query.verdicts.includes(deed.send.verdict))) return false;
  if (query.since !== null && deed.at < Date.parse(query.since)) return false;
  if (query.until !== null && deed.at > Date.parse(query.until)) return false;
  if (query.search === "") return true;
  const text = [deed.words, deed.client?.input.name, deed.hung?.input.name, deed.actor].join(" ").toLowerCase();
  return query.search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function rowOf(deed: Deed): LogRow {
  return {
    id: deed.id,
    at: new Date(deed.at).toISOString(),
    actor: deed.actor,
    deed: deed.deed,
    words: deed.words,
    client: deed.client?.id ?? null,
    client_name: deed.client?.input.name ?? null,
    integration: deed.hung?.id ?? null,
    integration_name: deed.hung?.input.name ?? null,
    verdict: deed.send?.verdict ?? null,
    verdict_words: deed.send?.verdict_words ?? null,
    status: deed.send?.status ?? null,
    total_ms: deed.send?.total_ms ?? null,
    unfinished: deed.unfinished,
  };
}

function binsOf(found: Deed[]): LogBin[] {
  const newest = found[0]?.at;
  const oldest = found.at(-1)?.at;
  if (newest === undefined || oldest === undefined) return [];
  const width = Math.max(1, (newest - oldest + 1) / BINS);
  const bins: LogBin[] = Array.from({ length: BINS }, (_, index) => ({ from: new Date(oldest + index * width).toISOString(), good: 0, bad: 0, other: 0 }));
  for (const deed of found) {
    const bin = bins[Math.min(BINS - 1, Math.floor((deed.at - oldest) / width))];
    if (bin === undefined) continue;
    if (deed.send === null) bin.other += 1;
    else if (deed.send.verdict === "accepted" || deed.send.verdict === "degraded") bin.good += 1;
    else bin.bad += 1;
  }
  return bins;
}
