import { describe, expect, it } from "vitest";
import { boardWords } from "./board";
import { dueWords } from "./common";
import { scanOf } from "../screens/scan/made";
import { bytes, count, millis } from "./format";
import { besidesOf, briefOf, changesOf, leftOf, summaryOf, tookOf, workOf } from "./scan";
import { ago } from "./time";

describe("figures", () => {
  it("read as people write them", () => {
    expect(count(100_000)).toBe("100,000");
    expect([bytes(820), bytes(1_234), bytes(999_960), bytes(34_000_000)]).toEqual(["820 B", "1.2 KB", "1.0 MB", "34 MB"]);
    expect([millis(0.004), millis(0.42), millis(18.4), millis(1_340)]).toEqual(["<0.1 ms", "0.4 ms", "18 ms", "1.3 s"]);
  });
});

describe("moments", () => {
  const now = Date.parse("2026-03-14T12:00:00Z");
  it.each([
    ["2026-03-14T11:59:40Z", "just now"],
    ["2026-03-14T11:57:00Z", "3 minutes ago"],
    ["2026-03-13T11:00:00Z", "yesterday"],
    ["2026-03-20T13:00:00Z", "in 6 days"],
    ["2025-03-01T12:00:00Z", "last year"],
  ])("%s is %s", (at, words) => {
    expect(ago(at, now)).toBe(words);
  });
});

describe("due dates", () => {
  it.each([
    [{ age_days: null, every_days: 90, left_days: null }, "No key yet"],
    [{ age_days: 1, every_days: null, left_days: null }, "1 day old"],
    [{ age_days: 84, every_days: 90, left_days: 6 }, "84 days old, due in 6 days"],
    [{ age_days: 90, every_days: 90, left_days: 0 }, "90 days old, due today"],
    [{ age_days: 97, every_days: 90, left_days: -7 }, "97 days old, 7 days past due"],
  ])("%j", (due, words) => {
    expect(dueWords(due)).toBe(words);
  });
});

describe("the board", () => {
  it("counts one as one", () => {
    expect(boardWords.sum(1, 1)).toBe("1 client, 1 integration");
    expect(boardWords.sum(500, 5_000)).toBe("500 clients, 5,000 integrations");
    expect(boardWords.batchRest(0, 2, 1)).toBe("2 unreachable, 1 other");
  });
});

describe("what came of a scan", () => {
  it.each([
    [{ held: 6, keys: 2, places: 5 }, "2 keys of this rack stand in 5 files"],
    [{ held: 1, keys: 1, places: 1 }, "1 key of this rack stands in 1 file"],
    [{ held: 2, keys: 1, places: 3, secrets: 3 }, "1 key of this rack and 3 credentials stand in 3 files"],
    [{ secrets: 1, places: 1, kind: "site" as const, files: 0, pages: 46 }, "1 credential stands in 1 page"],
    [{}, "Nothing found in 1,204 files"],
    [{ unread: 3 }, "Nothing found in 1,204 files; 3 were not read"],
    [{ unread: 1, published: 4 }, "Nothing found in 1,204 files; 1 was not read"],
    [{ unread: 1, too_short: ["a", "b"] }, "Nothing found in 1,204 files; 1 was not read; 2 keys were not looked for"],
    [{ accepted: 2 }, "Nothing but what was accepted in 1,204 files"],
    [{ state: "cancelled" as const, files: 312 }, "Stopped after 312 files: nothing found"],
    [{ state: "cancelled" as const, files: 1, held: 1, keys: 1, places: 1 }, "Stopped after 1 file: 1 key of this rack stands in 1 file"],
    [{ kind: "several" as const, files: 2, pages: 1 }, "Nothing found in 2 files and 1 page"],
    [{ state: "failed" as const, what: "The folder could not be read." }, "The folder could not be read."],
  ])("%j", (over, words) => {
    expect(summaryOf(scanOf(over))).toBe(words);
  });

  it.each([
    [{ held: 6, keys: 2, places: 5, secrets: 3, unread: 4 }, "2 keys of this rack and 3 credentials in 5 files"],
    [{ unread: 1, too_short: ["a"] }, "Nothing found in 1,204 files"],
    [{ state: "cancelled" as const }, "Stopped: nothing found until then"],
    [{ state: "failed" as const, what: "Nothing of it was read." }, "Nothing of it was read."],
  ])("%j in a list", (over, words) => {
    expect(briefOf(scanOf(over))).toBe(words);
  });

  it("names in a list what was left out", () => {
    expect(leftOf(scanOf({ unread: 1_200, too_short: ["a"] }))).toEqual(["1,200 not read", "1 key not looked for"]);
    expect(leftOf(scanOf())).toEqual([]);
  });

  it("names in a list what changed, and nothing where nothing did", () => {
    const before = { id: "s-0", at: "2026-03-13T12:00:00Z", new: 5, gone: 2, still: 9, unread: 0 };
    expect(changesOf(scanOf({ before }))).toEqual(["all kinds: 5 new, 2 gone"]);
    expect(changesOf(scanOf({ before: { ...before, new: 0, gone: 0 } }))).toEqual([]);
    expect(changesOf(scanOf())).toEqual([]);
  });

  it("has its figures besides", () => {
    expect(besidesOf(scanOf({ held: 6, places: 5, secrets: 3, published: 4, accepted: 1 }))).toEqual(["9 lines", "4 published", "1 accepted"]);
    expect(besidesOf(scanOf({ secrets: 3, places: 2 }))).toEqual([]);
    expect(workOf(scanOf({ commits: 312 }))).toEqual(["1,204 files", "18 MB", "312 commits", "4.0 s"]);
    expect([tookOf(0), tookOf(420), tookOf(12_400), tookOf(184_000)]).toEqual(["< 0.1 s", "0.4 s", "12 s", "3 min 4 s"]);
  });
});
