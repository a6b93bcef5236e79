import { describe, expect, it } from "vitest";
import { scanOf } from "./made";
import { barsOf, MOST, sameTarget } from "./trend";

describe("barsOf", () => {
  it("draws the oldest first, as shares of the tallest", () => {
    const bars = barsOf([scanOf({ id: "new", held: 1 }), scanOf({ id: "old", held: 1, secrets: 3 })]);
    expect(bars.map((bar) => [bar.scan.id, bar.held, bar.secrets])).toEqual([["old", 0.25, 0.75], ["new", 0.25, 0]]);
  });

  it("counts no scan that broke off, and nothing that is published on purpose", () => {
    const bars = barsOf([scanOf({ state: "cancelled", held: 90 }), scanOf({ state: "failed" }), scanOf({ published: 9 })]);
    expect(bars).toMatchObject([{ held: 0, secrets: 0 }]);
  });

  it("draws the last ones where there are many", () => {
    const bars = barsOf(Array.from({ length: 90 }, (_, index) => scanOf({ id: `${index}` })));
    expect(bars).toHaveLength(MOST);
    expect(bars.at(-1)?.scan.id).toBe("0");
  });
});

it("knows the scans of one folder for one client", () => {
  const here = scanOf({ id: "a" });
  const all = [here, scanOf({ id: "b" }), scanOf({ id: "c", place: "~/other" }), scanOf({ id: "d", client: null }), scanOf({ id: "e", kind: "site" })];
  expect(sameTarget(all, here).map((scan) => scan.id)).toEqual(["a", "b"]);
});
