import { describe, expect, it } from "vitest";
import { findingOf, heldOf } from "./made";
import { counted, differenceOf, emptyFilter, filtered, grouped, idOf, isEmpty, placeOf, rowsOf, shortOf } from "./results";

const accepted = { reason: "a test key", at: "2026-03-14T12:00:00Z", by: "ops" };
const all = [
  findingOf({ id: "a", class: "published", rule: "maps", rule_words: "Maps key", tag: "aaaa", place: "~/t/a.js" }),
  findingOf({ id: "b", tag: "bbbb", place: "~/t/b.env", new: true }),
  findingOf({ id: "c", tag: "bbbb", place: "~/t/a.js", line: 90 }),
  findingOf({ id: "d", tag: "bbbb", place: "~/t/a.js", line: 9 }),
  heldOf("3f9a1c", { id: "e", place: "~/t/z.php" }),
  heldOf("77ab02", { id: "f", place: "~/t/a.js", accepted }),
];
const ids = (found: { id: string }[]) => found.map((one) => one.id).join("");
const open = (change = {}) => filtered(all, { ...emptyFilter(), ...change });

describe("filtered", () => {
  it("leaves out what was accepted, and shows nothing else where that is asked for", () => {
    expect(ids(open())).toBe("abcde");
    expect(ids(open({ which: "accepted" }))).toBe("f");
  });

  it("takes classes, what is new, and words that stand anywhere in a finding", () => {
    expect(ids(open({ classes: ["held", "published"] }))).toBe("ae");
    expect(ids(open({ fresh: true }))).toBe("b");
    expect(ids(open({ search: "A.JS github" }))).toBe("cd");
    expect(ids(open({ search: "#3f9a1c" }))).toBe("e");
    expect(ids(open({ search: "nordlys woo" }))).toBe("e");
    expect(ids(open({ search: "=bbbb" }))).toBe("bcd");
    expect(ids(open({ search: "no such" }))).toBe("");
  });

  it("is empty only where nothing is asked for", () => {
    expect(isEmpty({ ...emptyFilter(), search: "  " })).toBe(true);
    for (const change of [{ search: "x" }, { fresh: true }, { which: "accepted" as const }]) {
      expect(isEmpty({ ...emptyFilter(), ...change })).toBe(false);
    }
  });
});

it("counts by class what is open, and what was accepted apart", () => {
  expect(counted(all)).toEqual({ held: 1, secret: 3, published: 1, accepted: 1, fresh: 1, keys: 1 });
});

it("counts one key in two places as one key", () => {
  expect(counted([heldOf("3f9a1c"), heldOf("3f9a1c", { id: "again", line: 9 })])).toMatchObject({ held: 2, keys: 1 });
});

it("counts as new, gone and still there the leaks alone, and apart from them what is published", () => {
  const published = (id: string, fresh: boolean) => findingOf({ id, class: "published", new: fresh });
  const now = [
    heldOf("3f9a1c", { new: true }), heldOf("77ab02", { new: true, accepted }), findingOf({ id: "still" }),
    published("p", true), published("q", true), published("r", false),
  ];
  expect(differenceOf(now, [published("s", false), findingOf({ id: "gone" }), heldOf("0c0c0c")])).toEqual({
    new: 1, gone: 2, still: 1, newPublished: 2, gonePublished: 1,
  });
  expect(differenceOf([], [])).toEqual({ new: 0, gone: 0, still: 0, newPublished: 0, gonePublished: 0 });
});

describe("grouped", () => {
  it("puts one value together, the worst first, by place within", () => {
    expect(grouped(open(), "key").map((group) => [group.class, ids(group.findings)])).toEqual([
      ["held", "e"],
      ["secret", "dcb"],
      ["published", "a"],
    ]);
  });

  it("puts one place together, and calls it by the worst in it", () => {
    const places = grouped(all, "place");
    expect(places.map((group) => [group.first.place, group.class, group.findings.length])).toEqual([
      ["~/t/a.js", "held", 4],
      ["~/t/z.php", "held", 1],
      ["~/t/b.env", "secret", 1],
    ]);
  });

  it("never takes findings without a mark for one value", () => {
    const unmarked = [findingOf({ id: "a", tag: "" }), findingOf({ id: "b", tag: "" })];
    expect(grouped(unmarked, "key")).toHaveLength(2);
  });
});

describe("rowsOf", () => {
  const groups = grouped(open(), "key");

  it("gives a head to groups of more than one, and folds them", () => {
    const told = (folded: string[]) => rowsOf(groups, new Set(folded)).map((row) => (row.kind === "group" ? "+" : row.alone ? "!" : "-")).join("");
    expect(told([])).toBe("!+---!");
    expect(told([groups[1]?.id ?? ""])).toBe("!+!");
  });

  it("finds again what was chosen, however the list changed", () => {
    const rows = rowsOf(groups, new Set());
    expect(placeOf(rows, "b")).toBe(4);
    expect(idOf(rows[4] ?? rows[0]!)).toBe("b");
    expect([placeOf(rows, null), placeOf(rows, "f")]).toEqual([-1, -1]);
  });

  it("is soon done with 5,000", () => {
    const many = Array.from({ length: 5_000 }, (_, index) => findingOf({ id: `${index}`, tag: `${index % 900}`, place: `~/t/${(index * 7919) % 5_000}.js` }));
    const began = performance.now();
    const rows = rowsOf(grouped(filtered(many, { ...emptyFilter(), search: "github" }), "key"), new Set());
    expect(rows).toHaveLength(5_900);
    expect(performance.now() - began).toBeLessThan(1_500);
  });
});

it.each([
  ["~/t/a/b.js", "~/t", "a/b.js"],
  ["~/t/a/b.js", "~/t/", "a/b.js"],
  ["theme/a/b.js", "~/work/theme", "a/b.js"],
  ["~/t.zip!a/b.js", "~/t.zip", "~/t.zip!a/b.js"],
  ["~/theme-old/b.js", "~/theme", "~/theme-old/b.js"],
  ["~/t", "~/t", "~/t"],
  ["https://shop.example/cart?x=1", "https://shop.example/", "/cart?x=1"],
  ["https://shop.example/", "https://shop.example", "/"],
  ["https://cdn.example/x.js", "https://shop.example", "https://cdn.example/x.js"],
  ["https://shop.example.evil/x", "https://shop.example", "https://shop.example.evil/x"],
])("%s of a scan of %s is told as %s", (place, of, told) => {
  expect(shortOf(place, { place: of, name: of.replace(/\/$/, "").split("/").at(-1) ?? "" })).toBe(told);
});
