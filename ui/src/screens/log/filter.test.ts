import { describe, expect, it } from "vitest";
import type { LogBin } from "../../ipc/bindings/LogBin";
import { barsOf, emptyFilter, isEmpty, queryOf, rangeOf } from "./filter";

const now = new Date("2026-11-22T12:00:00.000Z");

function binAt(hour: number, good = 0, bad = 0): LogBin {
  return { from: new Date(Date.UTC(2026, 10, 22, hour)).toISOString(), good, bad, other: 0 };
}

describe("queryOf", () => {
  it("asks for everything when nothing is set", () => {
    expect(isEmpty(emptyFilter())).toBe(true);
    expect(queryOf(emptyFilter(), now)).toEqual({
      client: null,
      integration: null,
      verdicts: [],
      sends_only: false,
      since: null,
      until: null,
      search: "",
    });
  });

  it("counts a period back from now", () => {
    expect(queryOf({ ...emptyFilter(), period: "day" }, now).since).toBe("2026-11-21T12:00:00.000Z");
  });

  it("prefers a picked range to the period", () => {
    const range = { since: "2026-11-01T00:00:00.000Z", until: "2026-11-02T00:00:00.000Z" };
    const query = queryOf({ ...emptyFilter(), period: "hour", range }, now);
    expect([query.since, query.until]).toEqual([range.since, range.until]);
  });
});

describe("rangeOf", () => {
  const bins = [binAt(8), binAt(9), binAt(10)];

  it("ends where the next bin begins, whichever way it was dragged", () => {
    const range = { since: "2026-11-22T08:00:00.000Z", until: "2026-11-22T10:00:00.000Z" };
    expect(rangeOf(bins, 0, 1)).toEqual(range);
    expect(rangeOf(bins, 1, 0)).toEqual(range);
  });

  it("gives the last bin the width of the others", () => {
    expect(rangeOf(bins, 2, 2)?.until).toBe("2026-11-22T11:00:00.000Z");
  });

  it("has no range without bins", () => {
    expect(rangeOf([], 0, 0)).toBeNull();
  });
});

describe("barsOf", () => {
  it("measures against the tallest bar", () => {
    const bars = barsOf([binAt(8, 3, 1), binAt(9, 1, 1)]);
    expect(bars[0]).toMatchObject({ good: 0.75, bad: 0.25, count: 4 });
    expect(bars[1]).toMatchObject({ good: 0.25, bad: 0.25, count: 2 });
  });

  it("draws nothing of nothing", () => {
    expect(barsOf([binAt(8)])[0]).toMatchObject({ good: 0, bad: 0, other: 0 });
  });
});
