import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { toast, toastRefusal, toasts } from "./toasts.svelte";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  for (const one of toasts.shown) toasts.drop(one.id);
  vi.useRealTimers();
});

const titles = () => toasts.shown.map((one) => one.title);

describe("toasts", () => {
  it("leave after a while, later where there is something to undo", () => {
    toast({ title: "saved" });
    toast({ title: "removed", action: { label: "Undo", run: () => undefined } });
    vi.advanceTimersByTime(5_000);
    expect(titles()).toEqual(["removed"]);
    vi.advanceTimersByTime(5_000);
    expect(titles()).toEqual([]);
  });

  it("wait while someone points at them", () => {
    toast({ title: "saved" });
    vi.advanceTimersByTime(4_900);
    toasts.hold();
    vi.advanceTimersByTime(60_000);
    expect(titles()).toEqual(["saved"]);
    toasts.release();
    vi.advanceTimersByTime(1_500);
    expect(titles()).toEqual([]);
  });

  it("are never more than four, the oldest leaving first", () => {
    for (const title of ["1", "2", "3", "4", "5"]) toast({ title });
    expect(titles()).toEqual(["2", "3", "4", "5"]);
  });

  it("say a refusal with its next step, and nothing of what the person declined", () => {
    toastRefusal({ code: "storage_full", field: null, what: "The disk is full.", next: "Free some space." });
    toastRefusal({ code: "declined", field: null, what: "Declined.", next: "" });
    expect(toasts.shown).toMatchObject([{ kind: "bad", title: "The disk is full.", what: "Free some space." }]);
  });
});
