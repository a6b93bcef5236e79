import { describe, expect, it } from "vitest";
import { barsOf } from "./waterfall";

const none = { resolve_ms: null, connect_ms: null, tls_ms: null, send_ms: null, first_byte_ms: null, body_ms: null };

describe("barsOf", () => {
  it("begins each phase where the one before ended", () => {
    const bars = barsOf({ resolve_ms: 4, connect_ms: 20, tls_ms: 50, send_ms: null, first_byte_ms: 90, body_ms: 100, total_ms: 100 });
    expect(bars.map(({ phase, left, width, took }) => [phase, left, width, took])).toEqual([
      ["resolve", 0, 4, 4],
      ["connect", 4, 16, 16],
      ["tls", 20, 30, 30],
      ["first_byte", 50, 40, 40],
      ["body", 90, 10, 10],
    ]);
  });

  it("leaves out what was not reached or not seen", () => {
    expect(barsOf({ ...none, connect_ms: 8, total_ms: 10_000 }).map((bar) => bar.phase)).toEqual(["connect"]);
    expect(barsOf({ ...none, total_ms: 0 })).toEqual([]);
  });

  it("stays within its lane, however the figures fall", () => {
    for (const bar of barsOf({ resolve_ms: 9, connect_ms: 3, tls_ms: 12, send_ms: null, first_byte_ms: 12, body_ms: 12, total_ms: 10 })) {
      expect(bar.took).toBeGreaterThanOrEqual(0);
      expect(bar.left + bar.width).toBeLessThanOrEqual(100.001);
      expect(bar.width).toBeGreaterThan(0);
    }
  });
});
