import { describe, expect, it } from "vitest";
import { runsOf } from "./sparkline";

describe("runsOf", () => {
  it("is one line while every send was answered", () => {
    expect(runsOf([100, 120, 90], 62, 18)).toHaveLength(1);
  });

  it("breaks where there was no answer", () => {
    expect(runsOf([100, null, 90, 95, null], 62, 18)).toHaveLength(2);
  });

  it("is nothing without an answer", () => {
    expect(runsOf([], 62, 18)).toEqual([]);
    expect(runsOf([null, null], 62, 18)).toEqual([]);
  });

  it("stays within its box, and calm where nothing happened", () => {
    const heights = (values: number[]) =>
      [...(runsOf(values, 62, 18)[0] ?? "").matchAll(/[ML][\d.]+ ([\d.]+)/g)].map((match) => Number(match[1]));
    for (const y of heights([1, 2_000, 3, 900])) expect(y).toSatisfy((height: number) => height >= 0 && height <= 18);
    const calm = heights([100, 102, 99, 101]);
    expect(Math.max(...calm) - Math.min(...calm)).toBeLessThan(3);
  });
});
