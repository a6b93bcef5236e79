import { describe, expect, it, vi } from "vitest";
import type { WatchRow } from "../../ipc/bindings/WatchRow";
import { barsOf, countedBy, watchesShown } from "./list";
import { Watches } from "./watches.svelte";

const row = (integration: string, over: Partial<WatchRow>): WatchRow => ({
  integration, integration_name: `Shop ${integration}`, client_name: "Nordlys", state: "ok", failing: false, rule_words: "Every 15 minutes",
  since: null, last_at: null, next_at: `2026-03-14T12:0${integration.charCodeAt(0) - 97}:00Z`, uptime_30: { up: 1, judged: 1, percent: 100 }, ...over,
});
const rows = [
  row("a", {}),
  row("b", { state: "failing", failing: true, uptime_30: { up: 1, judged: 2, percent: 50 } }),
  row("c", { state: "quiet", failing: true, next_at: null }),
  row("d", { state: "paused", failing: true, client_name: "Casa Lumen" }),
  row("e", { state: "pending", uptime_30: { up: 0, judged: 0, percent: null } }),
];
const ids = (found: readonly WatchRow[]) => found.map((one) => one.integration).join("");

describe("the list of watches", () => {
  it("counts what fails in its quiet hours as failing, and what is off as off", () => {
    expect(countedBy(rows)).toEqual({ failing: 2, pending: 1, ok: 1, quiet: 1, paused: 1 });
    expect(ids(watchesShown(rows, "failing", "", "name"))).toBe("bc");
    expect(ids(watchesShown(rows, "paused", "", "name"))).toBe("d");
  });

  it("is ordered by what a person asks for", () => {
    expect(ids(watchesShown(rows, null, "", "worst"))).toBe("bcead");
    expect(ids(watchesShown(rows, null, "", "next"))).toBe("abdec");
    expect(ids(watchesShown(rows, null, "", "uptime"))).toBe("bacde");
    expect(ids(watchesShown(rows, null, "lumen shop", "name"))).toBe("d");
  });

  it("draws a day by what was up on it", () => {
    expect(barsOf([null, 100, 99, 50, 49, 0]).map(({ tone, up }) => `${tone} ${up}`)).toEqual(["none 0", "good 100", "some 99", "some 50", "bad 49", "bad 0"]);
  });

  it("reads the strips of what is in view once, and again after a change", async () => {
    const watch_strips = vi.fn(async (integrations: string[]) => integrations.map((integration) => ({ integration, days: [100] })));
    const watches = new Watches({ watch_list: async () => rows, watch_strips });
    await watches.read();
    expect(watch_strips).not.toHaveBeenCalled();
    await watches.want(["a", "b"]);
    await watches.want(["b", "c"]);
    expect(watch_strips.mock.calls).toEqual([[["a", "b"]], [["c"]]]);
    expect([...watches.strips.keys()]).toEqual(["a", "b", "c"]);
    await watches.read();
    expect(watch_strips.mock.lastCall).toEqual([["b", "c"]]);
    const many = Array.from({ length: 150 }, (_, at) => `m-${at}`);
    await watches.want(many);
    expect(watch_strips.mock.lastCall?.[0].length).toBe(100);
  });

  it("stands without strips where these cannot be read", async () => {
    const watches = new Watches({ watch_list: async () => rows, watch_strips: () => Promise.reject(new Error("no")) });
    await watches.read();
    await watches.want(["a"]);
    expect([watches.rows?.length, watches.strips.size, watches.refusal]).toEqual([5, 0, null]);
  });
});
