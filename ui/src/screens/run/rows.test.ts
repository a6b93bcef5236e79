import { describe, expect, it } from "vitest";
import type { IntegrationRow } from "../../ipc/bindings/IntegrationRow";
import type { VerdictKind } from "../../ipc/bindings/VerdictKind";
import type { Step } from "../../stores/run.svelte";
import { counted, rowsOf, shown } from "./rows";

const step = (integration: string, verdict: VerdictKind | null, total_ms: number | null = 100): Step => ({
  integration,
  state: verdict === null ? "queued" : "done",
  why: null,
  until: null,
  send: verdict === null ? null : { id: `s-${integration}`, at: "2026-03-14T12:00:00Z", verdict, verdict_words: verdict, reason: verdict, status: null, total_ms },
  refusal: null,
});

const steps = [step("a", "accepted", 300), step("b", "refused"), step("c", null), step("d", "unreachable", null), step("e", "degraded", 2_000)];
const known = new Map(steps.map(({ integration }) => [integration, { name: `Shop ${integration}`, client_name: "Nordlys", provider_name: "Stripe" } as IntegrationRow]));
const rows = rowsOf(steps, known, "gone");
const ids = (found: typeof rows) => found.map((row) => row.step.integration).join("");

describe("a run's rows", () => {
  it("are narrowed by what came of them", () => {
    expect(ids(shown(rows, "all", "asked", ""))).toBe("abcde");
    expect(ids(shown(rows, "look", "asked", ""))).toBe("bde");
    expect(ids(shown(rows, "open", "asked", ""))).toBe("c");
    expect(ids(shown(rows, "refused", "asked", "nord shop"))).toBe("b");
    expect(ids(shown(rows, "all", "asked", "no such"))).toBe("");
  });

  it("have the worst or the slowest first when asked", () => {
    expect(ids(shown(rows, "all", "worst", ""))).toBe("bdeac");
    expect(ids(shown(rows, "all", "slow", ""))).toBe("eabcd");
  });

  it("count what was refused before it was sent as not sent", () => {
    const refused: Step = { ...step("f", "accepted"), refusal: { code: "send_running", field: null, what: "", next: "" } };
    expect(counted([...steps, refused])).toMatchObject({ all: 6, open: 1, look: 3, accepted: 1, not_sent: 1 });
  });

  it("name what was removed meanwhile as such", () => {
    expect(rowsOf([step("x", null)], known, "gone")[0]?.name).toBe("gone");
  });
});
