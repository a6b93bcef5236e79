// Tests begun on the board: one, those of a card, all that are shown.

import type { BatchView } from "../../ipc/bindings/BatchView";
import type { BoardQuery } from "../../ipc/bindings/BoardQuery";
import type { BoardSlot } from "../../ipc/bindings/BoardSlot";
import type { Refusal } from "../../ipc/bindings/Refusal";
import type { Shell } from "../../ipc";
import { go, router } from "../../stores/router.svelte";
import { runs } from "../../stores/runs.svelte";
import { tests } from "../../stores/tests.svelte";
import { toast, toastRefusal } from "../../stores/toasts.svelte";
import { boardWords as words } from "../../words/board";

/** Cards asked for at once: few enough that an answer stays small. */
const CARDS = 100;

/** Every integration that the board shows, also on cards that were never in view. */
export async function shownIntegrations(shell: Pick<Shell, "board_cards">, query: BoardQuery, slots: readonly BoardSlot[]): Promise<string[]> {
  const clients = slots.filter((slot) => slot.hooks > 0).map((slot) => slot.client);
  const found: string[] = [];
  for (let from = 0; from < clients.length; from += CARDS) {
    const cards = await shell.board_cards(query, clients.slice(from, from + CARDS));
    // Without its key an integration cannot be tested; it says so on the board already.
    for (const card of cards) for (const hook of card.hooks) if (hook.complete) found.push(hook.integration);
  }
  return found;
}

/** Tests one. The hook and the right pane show what came of it; a refusal to test is said in a notice. */
export async function testAndSay(integration: string): Promise<void> {
  if (tests.running.has(integration)) return;
  try {
    await tests.test(integration);
  } catch (refusal) {
    toastRefusal(refusal as Refusal);
  }
}

interface Said {
  kind: "good" | "bad" | "plain";
  title: string;
  what: string;
}

/** Tests many. Who looks elsewhere when it ends is told what came of it, and shown the way there. */
export async function runAndSay(integrations: readonly string[], title: string, begun?: () => void): Promise<void> {
  if (runs.now !== null) return go({ screen: "run" });
  const run = await runs.start(integrations, title, begun);
  if (run === null || router.place.screen === "run") return;
  const action = { label: words.batchShow, run: () => go({ screen: "run" }) };
  if (run.refusal !== null) toastRefusal(run.refusal);
  else if (run.batch !== null) toast({ ...outcomeOf(run.batch), action });
}

/** The same, and at once to where it can be followed. */
export function runAndShow(integrations: readonly string[], title: string): void {
  void runAndSay(integrations, title, () => go({ screen: "run" }));
}

export function outcomeOf(batch: BatchView): Said {
  const other = batch.degraded + batch.odd + batch.not_sent;
  const good = !batch.cancelled && batch.refused + batch.unreachable + batch.odd === 0;
  const done = words.batchDone(batch.accepted, batch.total);
  return {
    kind: batch.cancelled ? "plain" : good ? "good" : "bad",
    title: batch.cancelled ? `${words.batchStopped}: ${done.toLowerCase()}` : done,
    what: words.batchRest(batch.refused, batch.unreachable, other),
  };
}
