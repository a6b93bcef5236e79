import { describe, expect, it, vi } from "vitest";
import type { BatchView } from "../../ipc/bindings/BatchView";
import { stage } from "../../ipc/fake";
import { anything } from "./board.svelte";
import { outcomeOf, shownIntegrations } from "./testing";

const none: BatchView = {
  id: "r-1", began: "2026-03-14T12:00:00Z", ended: "2026-03-14T12:00:04Z", took_ms: 4_000, hosts: [],
  total: 0, accepted: 0, degraded: 0, refused: 0, unreachable: 0, odd: 0, not_sent: 0, skipped: 0, cancelled: false,
};

describe("shownIntegrations", () => {
  it("finds every hook that has its key, in steps", async () => {
    const { shell, world } = stage("many");
    const board_cards = vi.fn(shell.board_cards);
    const { slots } = await shell.board(anything);
    const found = await shownIntegrations({ board_cards }, anything, slots);
    expect(new Set(found).size).toBe(world.hung.length);
    expect(board_cards).toHaveBeenCalledTimes(5);
  });

  it("leaves out what the filter hides and what has no key", async () => {
    const { shell, world } = stage();
    const query = { ...anything, search: "bluebird" };
    const { slots } = await shell.board(query);
    const found = await shownIntegrations(shell, query, slots);
    const names = found.map((id) => world.hung.find((hung) => hung.id === id)?.input.name).sort();
    expect(names).toEqual(["AfterShip", "BigCommerce", "PayPal"]);
  });
});

describe("outcomeOf", () => {
  it("is good only where nothing was bad", () => {
    expect(outcomeOf({ ...none, total: 3, accepted: 3 })).toMatchObject({ kind: "good", title: "All 3 accepted", what: "" });
    expect(outcomeOf({ ...none, total: 3, accepted: 1, refused: 1, unreachable: 1 })).toMatchObject({
      kind: "bad",
      title: "1 of 3 accepted",
      what: "1 refused, 1 unreachable",
    });
  });

  it("says that it was stopped", () => {
    expect(outcomeOf({ ...none, total: 9, accepted: 2, not_sent: 7, cancelled: true })).toMatchObject({ kind: "plain", title: "Stopped: 2 of 9 accepted" });
  });
});
