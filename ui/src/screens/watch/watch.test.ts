import { describe, expect, it } from "vitest";
import type { DayView } from "../../ipc/bindings/DayView";
import type { WatchInput } from "../../ipc/bindings/WatchInput";
import { dayWords, percent } from "../../words/watch";
import { draftOf, inputOf } from "./draft";
import { fillOf, toneOf } from "./strip";

const input: WatchInput = {
  enabled: true, rule: { kind: "cron", text: "0 9 * * MON-FRI", zone: "Europe/Berlin" }, jitter_s: 30, quiet: { from: "22:00", to: "06:00", zone: "local" },
  fail_after: 3, clear_after: 2, slow_after_ms: 800, skip_on_battery: true, skip_offline: false,
};
const day = (over: Partial<DayView>): DayView => ({
  day: "2026-03-14", sends: 0, accepted: 0, degraded: 0, refused: 0, unreachable: 0, odd: 0, not_sent: 0, median_ms: null, p95_ms: null, ...over,
});

describe("a watch's draft", () => {
  it("gives back what came", () => {
    expect(inputOf(draftOf(input))).toEqual(input);
    const every: WatchInput = { ...input, rule: { kind: "every", minutes: 7 }, quiet: null, slow_after_ms: null };
    expect(draftOf(every).every).toBe("own");
    expect(inputOf(draftOf(every))).toEqual(every);
    expect(draftOf({ ...every, rule: { kind: "every", minutes: 60 } }).every).toBe("60");
  });

  it("says which field is no number", () => {
    expect(inputOf({ ...draftOf(input), failAfter: "three" })).toEqual({ field: "fail_after" });
    expect(inputOf({ ...draftOf(input), kind: "every", every: "own", minutes: "" })).toEqual({ field: "rule.minutes" });
    expect(inputOf({ ...draftOf(input), slow: "1.5 s" })).toEqual({ field: "slow_after_ms" });
  });
});

describe("a day", () => {
  it("is as its worst share says", () => {
    expect(toneOf(day({}))).toBe("none");
    expect(toneOf(day({ sends: 10, accepted: 8, degraded: 2 }))).toBe("good");
    expect(toneOf(day({ sends: 10, accepted: 5, refused: 5 }))).toBe("some");
    expect(toneOf(day({ sends: 10, accepted: 4, odd: 6 }))).toBe("bad");
    expect(fillOf(day({ sends: 10, accepted: 7, degraded: 1, refused: 2 }))).toBe(80);
  });

  it("is said in words for those who see no cells", () => {
    expect(dayWords(day({}), "14 Mar")).toBe("14 Mar: no tests");
    expect(dayWords(day({ sends: 96, accepted: 94, refused: 2, median_ms: 120 }), "14 Mar")).toBe("14 Mar: 96 tests, 94 accepted, 2 refused, median 120 ms");
    expect([percent(null), percent(100), percent(99.5)]).toEqual(["–", "100 %", "99.50 %"]);
  });
});
