import { describe, expect, it } from "vitest";
import { moved, reveal, windowOf } from "./window";

describe("windowOf", () => {
  it("covers what is in view, with some rows on either side", () => {
    expect(windowOf(100_000, 30, 3_000, 600, 8)).toEqual({ first: 92, end: 128 });
  });

  it("stays within the list at both ends, and after the list became short", () => {
    expect(windowOf(5, 30, 0, 600)).toEqual({ first: 0, end: 5 });
    expect(windowOf(0, 30, 0, 600)).toEqual({ first: 0, end: 0 });
    const shrunk = windowOf(3, 30, 90_000, 600);
    expect(shrunk.first).toBeLessThanOrEqual(shrunk.end);
    expect(shrunk.end).toBe(3);
  });
});

describe("reveal", () => {
  it("moves no further than it must", () => {
    expect(reveal(30, 30, 0, 90)).toBe(0);
    expect(reveal(90, 30, 0, 90)).toBe(30);
    expect(reveal(30, 30, 60, 90)).toBe(30);
  });
});

describe("moved", () => {
  it("moves by one, by a page, to the ends, and never off the list", () => {
    expect(moved("ArrowDown", 4, 6, 3)).toBe(5);
    expect(moved("ArrowDown", 5, 6, 3)).toBe(5);
    expect(moved("ArrowUp", -1, 6, 3)).toBe(0);
    expect(moved("PageDown", 1, 6, 3)).toBe(4);
    expect(moved("PageUp", 1, 6, 3)).toBe(0);
    expect(moved("End", 0, 6, 3)).toBe(5);
    expect(moved("Home", 5, 6, 3)).toBe(0);
  });

  it("leaves other keys, and an empty list, alone", () => {
    expect(moved("a", 0, 6, 3)).toBeNull();
    expect(moved("ArrowDown", 0, 0, 3)).toBeNull();
  });
});
