// Watches of the fake world: what was set is kept, and the past is made of each integration's own chance.

import type { DayView } from "../bindings/DayView";
import type { HistoryView } from "../bindings/HistoryView";
import type { LatencyPoint } from "../bindings/LatencyPoint";
import type { UptimeView } from "../bindings/UptimeView";
import type { WatchChangeView } from "../bindings/WatchChangeView";
import type { WatchInput } from "../bindings/WatchInput";
import type { WatchRow } from "../bindings/WatchRow";
import type { WatchState } from "../bindings/WatchState";
import type { WatchView } from "../bindings/WatchView";
import type { Shell } from "../shell";
import type { Context } from "./context";
import * as rack from "./rack";
import { Chance } from "./random";
import { refuse } from "./refusal";
import { complete, DAY, type Hung } from "./world";

type Watching = Pick<Shell, "watch" | "watch_save" | "watch_history" | "watches" | "watch_list" | "watch_strips">;

const DEFAULTS: WatchInput = {
  enabled: false,
  rule: { kind: "every", minutes: 15 },
  jitter_s: 30,
  quiet: null,
  fail_after: 3,
  clear_after: 2,
  slow_after_ms: null,
  skip_on_battery: false,
  skip_offline: true,
};

const UPTIME =
  "Uptime is the share of accepted and degraded tests among all that were judged, by UTC days. Tests that were not sent or were stopped are left out.";

export function watching({ world, changed }: Context): Watching {
  const set = new Map<string, WatchInput>();
  // Every other one that is whole is watched from the start.
  world.hung.forEach((hung, at) => {
    if ((at % 2 === 0 || world.hung.length < 100) && at % 7 !== 3 && complete(hung) && !hung.archived && hung.sends.length > 0) set.set(hung.id, usualOf(at));
  });
  const stateOf = (hung: Hung): WatchState => {
    const input = set.get(hung.id);
    if (input?.enabled !== true || hung.archived || !complete(hung)) return "paused";
    if (hung.sends.length === 0) return "pending";
    return failing(hung) ? "failing" : "ok";
  };
  const view = (hung: Hung): WatchView => {
    const input = set.get(hung.id) ?? DEFAULTS;
    const state = stateOf(hung);
    return {
      integration: hung.id,
      saved: set.has(hung.id),
      input,
      rule_words: words(input),
      state,
      state_words: { ok: "It is well.", failing: "Several tests in a row failed.", pending: "Too few tests yet to say.", quiet: "It is well; it is not tested in its quiet hours.", paused: "It is not tested on a schedule now." }[state],
      failing: state === "failing",
      against: 0,
      against_of: state === "failing" ? input.clear_after : input.fail_after,
      since: set.has(hung.id) ? new Date(Date.now() - 3 * DAY).toISOString() : null,
      last_at: hung.sends[0]?.at ?? null,
      next_at: input.enabled ? new Date(Date.now() + 60_000 * (1 + (world.hung.indexOf(hung) % 13))).toISOString() : null,
      last_change: null,
      why: null,
      local_zone: "Europe/Berlin",
    };
  };
  return {
    watch: async (id) => view(rack.hungBy(world, id)),
    watch_save: async (id, input) => {
      const hung = rack.hungBy(world, id);
      if (input.rule.kind === "cron" && input.rule.text.trim().split(/\s+/).length !== 5) {
        throw refuse("cron_invalid", "This is no cron rule.", "Write five fields, such as */10 * * * * for every ten minutes or 0 9 * * MON-FRI for nine on working days.", "rule.text");
      }
      set.set(id, input);
      world.did("watch_saved", "Watch set", { hung });
      changed("watches", "log");
      return view(hung);
    },
    watch_history: async (id) => historyOf(rack.hungBy(world, id), view(rack.hungBy(world, id))),
    watch_list: async () =>
      world.hung
        .filter((hung) => set.has(hung.id))
        .sort((one, other) => `${one.client.input.name} ${one.input.name}`.localeCompare(`${other.client.input.name} ${other.input.name}`))
        .map((hung): WatchRow => {
          const { state, failing, rule_words, since, last_at, next_at } = view(hung);
          return { integration: hung.id, integration_name: hung.input.name, client_name: hung.client.input.name, state, failing, rule_words, since, last_at, next_at, uptime_30: historyOf(hung, view(hung)).uptime_30 };
        }),
    watch_strips: async (ids) =>
      ids.map((id) => {
        const { days } = historyOf(rack.hungBy(world, id), view(rack.hungBy(world, id)));
        return { integration: id, days: days.slice(-30).map(({ sends, accepted, degraded }) => (sends === 0 ? null : Math.floor((100 * (accepted + degraded)) / sends))) };
      }),
    watches: async () => {
      const on = world.hung.filter((hung) => set.get(hung.id)?.enabled === true && !hung.archived);
      const providers = new Map<string, { name: string; took: number[] }>();
      for (const hung of world.hung.filter((one) => one.sends.length > 0)) {
        const known = providers.get(hung.input.provider) ?? { name: hung.provider?.name ?? hung.input.provider, took: [] };
        known.took.push(hung.pace);
        providers.set(hung.input.provider, known);
      }
      const slowest = [...providers].map(([provider, { name, took }]) => ({
        provider: { id: provider, name },
        mean_ms: Math.round(took.reduce((sum, one) => sum + one, 0) / took.length),
        answers: took.length * 7 * 96,
      }));
      return {
        watched: on.length,
        failing: on.filter((hung) => stateOf(hung) === "failing").length,
        next_at: on.length === 0 ? null : new Date(Date.now() + 60_000).toISOString(),
        slowest: slowest.sort((one, other) => other.mean_ms - one.mean_ms).slice(0, 5),
        uptime: share(on.length * 30 * 96 - on.length * 11, on.length * 30 * 96),
        uptime_words: UPTIME,
      };
    },
  };
}

function changeOf(hung: Hung): WatchChangeView {
  return {
    id: `${hung.id}-change`, integration: hung.id, integration_name: hung.input.name, client_name: hung.client.input.name,
    at: new Date(Date.now() - DAY).toISOString(), change: "failing", reason: hung.sends[0]?.reason ?? "", days_left: null, words: "Three tests in a row failed.",
  };
}

function failing(hung: Hung): boolean {
  const verdict = hung.sends[0]?.verdict;
  return verdict === "refused" || verdict === "unreachable" || verdict === "odd";
}

/** What a person might have set: most alike, some by the clock, one that is off for now. */
function usualOf(at: number): WatchInput {
  if (at % 5 === 1) return { ...DEFAULTS, enabled: true, rule: { kind: "cron", text: "0 9 * * MON-FRI", zone: "Europe/Berlin" } };
  if (at % 8 === 4) return { ...DEFAULTS, enabled: true, rule: { kind: "every", minutes: 60 } };
  return { ...DEFAULTS, enabled: at % 11 !== 10 };
}

function words(input: WatchInput): string {
  if (input.rule.kind === "every") return input.rule.minutes === 60 ? "Every hour" : `Every ${input.rule.minutes} minutes`;
  return `By “${input.rule.text}”, ${input.rule.zone === "local" ? "this machine’s" : input.rule.zone} time`;
}

function share(up: number, judged: number): UptimeView {
  return { up, judged, percent: judged === 0 ? null : Math.floor((up / judged) * 10_000) / 100 };
}

function historyOf(hung: Hung, watch: WatchView): HistoryView {
  const chance = new Chance([...hung.id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7));
  const tested = watch.saved && hung.sends.length > 0;
  const days: DayView[] = Array.from({ length: 90 }, (_, at) => {
    const ago = 89 - at;
    const day = new Date(Date.now() - ago * DAY).toISOString().slice(0, 10);
    if (!tested) return { day, sends: 0, accepted: 0, degraded: 0, refused: 0, unreachable: 0, odd: 0, not_sent: 0, median_ms: null, p95_ms: null };
    const bad = failing(hung) && ago < 2 ? 60 : chance.next() < 0.06 ? Math.ceil(chance.next() * 20) : 0;
    const degraded = chance.next() < 0.1 ? Math.ceil(chance.next() * 8) : 0;
    const median = Math.round(hung.pace * (0.8 + chance.next() * 0.5));
    return { day, sends: 96, accepted: 96 - bad - degraded, degraded, refused: failing(hung) ? bad : 0, unreachable: failing(hung) ? 0 : bad, odd: 0, not_sent: 0, median_ms: median, p95_ms: Math.round(median * (1.4 + chance.next())) };
  });
  const latencies: LatencyPoint[] = days.flatMap((day, at) =>
    day.median_ms === null
      ? []
      : [0, 1, 2, 3].map((hour) => ({
          at: new Date(Date.now() - (89 - at) * DAY - (3 - hour) * 21_600_000).toISOString(),
          total_ms: at >= 88 && hung.sends[0]?.verdict === "unreachable" ? null : Math.round((day.median_ms ?? 0) * (0.7 + chance.next() * 0.8)),
          verdict: at >= 88 && failing(hung) ? (hung.sends[0]?.verdict ?? "accepted") : ("accepted" as const),
        })),
  );
  const last = (many: number) => {
    const of = days.slice(-many);
    return share(
      of.reduce((sum, day) => sum + day.accepted + day.degraded, 0),
      of.reduce((sum, day) => sum + day.sends, 0),
    );
  };
  return { days, latencies, uptime_7: last(7), uptime_30: last(30), uptime_90: last(90), uptime_words: UPTIME, state: watch.state, since: watch.since, next_at: watch.next_at, changes: watch.failing ? [changeOf(hung)] : [] };
}
