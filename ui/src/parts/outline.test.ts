import { describe, expect, it } from "vitest";
import { outlineOf } from "./icons";
import { outline } from "./outline";

describe("An icon's outline", () => {
  it("runs along every shape", () => {
    expect(outline([["path", { d: "M1 2h3" }], ["line", { x1: "1", y1: "2", x2: "3", y2: "4" }]])).toBe("M1 2h3M1 2L3 4");
    expect(outline([["path", { d: "M1 2h3" }], ["path", { d: "m4 5 1 1" }]])).toBe("M1 2h3M0 0m4 5 1 1");
    expect(outline([["circle", { cx: "12", cy: "12", r: "10" }]])).toBe("M2 12a10 10 0 1 0 20 0a10 10 0 1 0 -20 0Z");
    expect(outline([["rect", { x: "2", y: "3", width: "10", height: "6", rx: "1" }]])).toBe(
      "M3 3h8a1 1 0 0 1 1 1v4a1 1 0 0 1 -1 1h-8a1 1 0 0 1 -1 -1v-4a1 1 0 0 1 1 -1Z",
    );
    expect(outline([["polyline", { points: "1 2 3 4" }]])).toBe("M1 2 3 4");
  });

  it("refuses a shape that it does not know", () => {
    expect(() => outline([["text", {}]])).toThrow("text");
  });

  it("is known of an icon with several shapes", () => {
    expect(outlineOf("circle-check")).toMatch(/^M.*a10 10/);
  });
});
