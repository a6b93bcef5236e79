import { describe, expect, it } from "vitest";
import { anything } from "./board.svelte";
import { chosen, toggled, worth } from "./filters";

const counts = { all: 3, accepted: 2, degraded: 0, odd: 0, refused: 1, unreachable: 0, untested: 0, due_soon: 0 };

describe("filters", () => {
  it("shows the healths that something has, worst first, and those that are chosen", () => {
    expect(worth(counts, anything)).toEqual(["refused", "accepted"]);
    expect(worth(counts, { ...anything, health: ["odd"] })).toEqual(["refused", "odd", "accepted"]);
  });

  it("sets and drops one of a list", () => {
    expect(toggled(["a"], "b")).toEqual(["a", "b"]);
    expect(toggled(["a", "b"], "a")).toEqual(["b"]);
  });

  it("names what has no chip, each with the change that drops it", () => {
    const query = { ...anything, environments: ["sandbox" as const], providers: ["stripe", "gone"], tags: ["b2b"] };
    const dropped = chosen(query, [{ id: "stripe", name: "Stripe" }]);
    expect(dropped.map((one) => one.name)).toEqual(["Sandbox", "Stripe", "gone", "b2b"]);
    expect(dropped[1]?.change).toEqual({ providers: ["gone"] });
    expect(new Set(dropped.map((one) => one.id)).size).toBe(4);
  });
});
