// A watch while it is being set: numbers as a person writes them, and back.

import type { WatchInput } from "../../ipc/bindings/WatchInput";

export interface WatchDraft {
  enabled: boolean;
  kind: "every" | "cron";
  /** Minutes as one of the usual ones, or `own`. */
  every: string;
  minutes: string;
  cron: string;
  zone: string;
  jitter: string;
  quiet: boolean;
  quietFrom: string;
  quietTo: string;
  quietZone: string;
  failAfter: string;
  clearAfter: string;
  slow: string;
  battery: boolean;
  offline: boolean;
}

export const usual: readonly string[] = ["1", "5", "15", "30", "60", "360", "1440"];

export function draftOf(input: WatchInput): WatchDraft {
  const { rule, quiet } = input;
  const minutes = rule.kind === "every" ? String(rule.minutes) : "15";
  return {
    enabled: input.enabled,
    kind: rule.kind,
    every: usual.includes(minutes) ? minutes : "own",
    minutes,
    cron: rule.kind === "cron" ? rule.text : "0 9 * * MON-FRI",
    zone: rule.kind === "cron" ? rule.zone : "local",
    jitter: String(input.jitter_s),
    quiet: quiet !== null,
    quietFrom: quiet?.from ?? "22:00",
    quietTo: quiet?.to ?? "06:00",
    quietZone: quiet?.zone ?? "local",
    failAfter: String(input.fail_after),
    clearAfter: String(input.clear_after),
    slow: input.slow_after_ms === null ? "" : String(input.slow_after_ms),
    battery: input.skip_on_battery,
    offline: input.skip_offline,
  };
}

/** Fields that must be whole numbers, as refusals name them. */
export type NumberField = "rule.minutes" | "jitter_s" | "fail_after" | "clear_after" | "slow_after_ms";

/** The draft as the engine takes it, or the first field that is no number. */
export function inputOf(draft: WatchDraft): WatchInput | { field: NumberField } {
  const minutes = whole(draft.every === "own" ? draft.minutes : draft.every);
  const [jitter, fail, clear] = [whole(draft.jitter), whole(draft.failAfter), whole(draft.clearAfter)];
  const slow = draft.slow.trim() === "" ? undefined : whole(draft.slow);
  if (draft.kind === "every" && minutes === null) return { field: "rule.minutes" };
  if (jitter === null) return { field: "jitter_s" };
  if (fail === null) return { field: "fail_after" };
  if (clear === null) return { field: "clear_after" };
  if (slow === null) return { field: "slow_after_ms" };
  return {
    enabled: draft.enabled,
    rule: draft.kind === "every" ? { kind: "every", minutes: minutes ?? 15 } : { kind: "cron", text: draft.cron.trim(), zone: draft.zone },
    jitter_s: jitter,
    quiet: draft.quiet ? { from: draft.quietFrom.trim(), to: draft.quietTo.trim(), zone: draft.quietZone } : null,
    fail_after: fail,
    clear_after: clear,
    slow_after_ms: slow ?? null,
    skip_on_battery: draft.battery,
    skip_offline: draft.offline,
  };
}

function whole(text: string): number | null {
  return /^\d{1,7}$/.test(text.trim()) ? Number(text) : null;
}
