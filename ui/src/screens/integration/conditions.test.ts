import { describe, expect, it } from "vitest";
import { conditionOf, lineOf, suggestionsOf, writtenOf } from "./conditions";

const shown = (line: string) => suggestionsOf(line).map((one) => one.shown);

describe("suggestionsOf", () => {
  it("begins with what can be judged", () => {
    expect(shown("")).toContain("[STATUS]");
    expect(shown("[ST")).toEqual(["[STATUS]"]);
    expect(shown("cert")).toEqual(["[CERT_DAYS]"]);
  });

  it("goes on with an operator that fits, then a value", () => {
    expect(shown("[STATUS] ")).toContain("==");
    expect(shown("[STATUS] == ")).toContain("any(200, 204)");
    expect(shown("[BODY] does not c")).toEqual(["does not contain"]);
    expect(shown("[HEADER].x-rate ")).toContain("exists");
  });

  it("has nothing to add to a whole line", () => {
    expect(shown("[BODY].data[0].id exists")).toEqual([]);
    expect(shown("[STATUS] == 200")).toEqual([]);
  });

  it("makes a line that can be gone on with", () => {
    const [first] = suggestionsOf("[TIME] ");
    expect(first?.line).toBe("[TIME] < ");
  });
});

describe("conditions", () => {
  it("keeps the mark of those that only degrade", () => {
    expect(conditionOf("degraded: [TIME] < 800")).toEqual({ text: "[TIME] < 800", degraded: true });
    expect(writtenOf({ text: " [TIME] < 800 ", degraded: true })).toBe("degraded: [TIME] < 800");
    expect(writtenOf(conditionOf("[STATUS] == 200"))).toBe("[STATUS] == 200");
  });

  it("reads which line a refusal means", () => {
    expect([lineOf("conditions.3"), lineOf("conditions[0]"), lineOf("conditions"), lineOf(null)]).toEqual([3, 0, null, null]);
  });
});
