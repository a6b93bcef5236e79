import { describe, expect, it } from "vitest";
import { cardHeight, extentOf, GAP, HEAD, inView, layoutOf, MIN_WIDTH, ROW, step, type At } from "./layout";

const two = 2 * MIN_WIDTH + GAP;

describe("layoutOf", () => {
  it("has as many columns as fit, and at least one", () => {
    expect(layoutOf([1], 100).columns).toBe(1);
    expect(layoutOf([1], two - 1).columns).toBe(1);
    expect(layoutOf([1], two).columns).toBe(2);
    expect(layoutOf([1], 3_000).columns).toBe(Math.floor((3_000 + GAP) / (MIN_WIDTH + GAP)));
  });

  it("puts each next card into the shortest column", () => {
    const { spots } = layoutOf([5, 1, 1, 1], two);
    expect(spots.map((spot) => spot.column)).toEqual([0, 1, 1, 1]);
    expect(spots[2]?.top).toBe(cardHeight(1) + GAP);
  });

  it("never lays two cards over each other, and is as high as its longest column", () => {
    const hooks = Array.from({ length: 500 }, (_, index) => (index * 7) % 12);
    const layout = layoutOf(hooks, 1_500);
    for (let column = 0; column < layout.columns; column += 1) {
      const stack = layout.spots.filter((spot) => spot.column === column).toSorted((one, other) => one.top - other.top);
      stack.slice(1).forEach((spot, index) => {
        const before = stack[index];
        expect(spot.top).toBe((before?.top ?? 0) + (before?.height ?? 0) + GAP);
      });
    }
    expect(layout.height).toBe(Math.max(...layout.spots.map((spot) => spot.top + spot.height)));
  });

  it("is nothing high without cards", () => {
    expect(layoutOf([], 800)).toMatchObject({ height: 0, spots: [] });
  });
});

describe("inView", () => {
  it("names the cards that touch the window, and no other", () => {
    const layout = layoutOf([1, 1, 1, 1], MIN_WIDTH);
    const height = cardHeight(1);
    expect(inView(layout, 0, height)).toEqual([0]);
    expect(inView(layout, height + GAP, height + GAP + 1)).toEqual([1]);
    expect(inView(layout, height - 1, height + GAP + 1)).toEqual([0, 1]);
    expect(inView(layout, height, height + GAP)).toEqual([]);
  });
});

describe("step", () => {
  const hooks = [2, 3, 0, 1];
  const layout = layoutOf(hooks, two);
  const press = (at: At, key: string) => step(layout, hooks, at, key, 200);

  it("lays this board out as the tests below take it to be", () => {
    expect(layout.spots.map((spot) => spot.column)).toEqual([0, 1, 0, 1]);
  });

  it("goes down through the hooks and on to the next head of the column", () => {
    expect(press({ slot: 0, row: -1 }, "ArrowDown")).toEqual({ slot: 0, row: 0 });
    expect(press({ slot: 0, row: 1 }, "ArrowDown")).toEqual({ slot: 2, row: -1 });
    expect(press({ slot: 2, row: -1 }, "ArrowDown")).toEqual({ slot: 2, row: -1 });
  });

  it("goes up to the head and on to the last hook above", () => {
    expect(press({ slot: 3, row: 0 }, "ArrowUp")).toEqual({ slot: 3, row: -1 });
    expect(press({ slot: 3, row: -1 }, "ArrowUp")).toEqual({ slot: 1, row: 2 });
    expect(press({ slot: 0, row: -1 }, "ArrowUp")).toEqual({ slot: 0, row: -1 });
  });

  it("goes sideways to what is at the same height, and stays at the edge", () => {
    expect(press({ slot: 0, row: 1 }, "ArrowRight")).toEqual({ slot: 1, row: 1 });
    expect(press({ slot: 1, row: 0 }, "ArrowLeft")).toEqual({ slot: 0, row: 0 });
    expect(press({ slot: 1, row: 0 }, "ArrowRight")).toEqual({ slot: 1, row: 0 });
  });

  it("goes to both ends, and nowhere for another key", () => {
    expect(press({ slot: 1, row: 1 }, "Home")).toEqual({ slot: 0, row: -1 });
    expect(press({ slot: 0, row: 0 }, "End")).toEqual({ slot: 3, row: 0 });
    expect(press({ slot: 0, row: 0 }, "x")).toBeNull();
  });

  it("reaches every head and hook by keys alone", () => {
    const many = Array.from({ length: 60 }, (_, index) => index % 5);
    const board = layoutOf(many, 1_400);
    const seen = new Set<string>();
    const queue: At[] = [{ slot: 0, row: -1 }];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      const name = `${at.slot}/${at.row}`;
      if (seen.has(name)) continue;
      seen.add(name);
      for (const key of ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"]) queue.push(step(board, many, at, key, 400) ?? at);
    }
    expect(seen.size).toBe(many.reduce((sum, count) => sum + count + 1, 0));
  });

  it("says how far a head and a hook reach", () => {
    expect(extentOf(layout, { slot: 0, row: -1 })).toEqual({ top: 0, height: HEAD });
    expect(extentOf(layout, { slot: 0, row: 1 })).toEqual({ top: HEAD + ROW, height: ROW });
  });
});
