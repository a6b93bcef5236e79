import { describe, expect, it } from "vitest";
import { scanOf } from "./made";
import { markOf } from "./marks";

describe("the mark of a scan", () => {
  it.each([
    [{}, "accepted"],
    [{ secrets: 1 }, "degraded"],
    [{ secrets: 1, held: 1, too_short: ["a"] }, "refused"],
    // Nothing found is good news only where all was looked at.
    [{ unread: 1 }, "not_sent"],
    [{ truncated: true }, "not_sent"],
    [{ too_short: ["a"] }, "odd"],
    [{ nothing_read: ["a"] }, "odd"],
    [{ state: "cancelled" as const }, "not_sent"],
    [{ state: "failed" as const, nothing_read: ["a"] }, "unreachable"],
    [{ state: "unfinished" as const }, "odd"],
  ])("%j", (over, mark) => {
    expect(markOf(scanOf(over))).toBe(mark);
  });
});
