import { afterEach, describe, expect, it, vi } from "vitest";
import { actions, type Action } from "./actions.svelte";
import { isChord } from "./chord";
import { best, score } from "./find";

let stop: (() => void) | undefined;
afterEach(() => {
  stop?.();
  document.body.replaceChildren();
});

function offer(...all: Action[]): void {
  stop = actions.add(() => all);
}

function press(key: string, init: KeyboardEventInit = {}, target: EventTarget = document.body): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
  target.addEventListener("keydown", (heard) => void actions.press(heard as KeyboardEvent), { once: true });
  target.dispatchEvent(event);
  return event;
}

describe("actions", () => {
  it("run by their key, and take the key", () => {
    const run = vi.fn();
    offer({ id: "test", label: "Test", keys: "T", run });
    expect(press("t").defaultPrevented).toBe(true);
    expect(run).toHaveBeenCalledTimes(1);
    expect(press("x").defaultPrevented).toBe(false);
  });

  it("leave letters to who types, but not chords", () => {
    const plain = vi.fn();
    const chord = vi.fn();
    offer({ id: "test", label: "Test", keys: "T", run: plain }, { id: "find", label: "Find", keys: "Mod+K", run: chord });
    const input = document.body.appendChild(document.createElement("input"));
    press("t", {}, input);
    press("k", { ctrlKey: true }, input);
    expect(plain).not.toHaveBeenCalled();
    expect(chord).toHaveBeenCalledTimes(1);
  });

  it("do nothing behind an open dialog", () => {
    const run = vi.fn();
    offer({ id: "log", label: "Log", keys: "Mod+2", run });
    const dialog = document.body.appendChild(document.createElement("dialog"));
    dialog.setAttribute("open", "");
    press("2", { ctrlKey: true });
    expect(run).not.toHaveBeenCalled();
  });

  it("let a screen take the place of a standing one, for as long as it is there", () => {
    const standing = vi.fn();
    const screen = vi.fn();
    offer({ id: "test", label: "Test", keys: "T", run: standing });
    const leave = actions.add(() => [{ id: "test", label: "Test the hook", keys: "T", run: screen }]);
    press("t");
    leave();
    press("t");
    expect([screen.mock.calls.length, standing.mock.calls.length]).toEqual([1, 1]);
  });

  it("give way to a screen's where they stand for all, though they came later", () => {
    const [standing, screen] = [vi.fn(), vi.fn()];
    offer({ id: "test", label: "Test the hook", keys: "T", run: screen });
    const leave = actions.add(() => [{ id: "test", label: "Test", keys: "T", run: standing }, { id: "other", label: "Other", keys: "T", run: standing }], true);
    press("t");
    leave();
    expect([screen.mock.calls.length, standing.mock.calls.length]).toEqual([1, 0]);
  });
});

describe("isChord", () => {
  const event = (key: string, init: KeyboardEventInit = {}) => new KeyboardEvent("keydown", { key, ...init });

  it("wants exactly its modifiers", () => {
    expect(isChord(event("k", { ctrlKey: true }), "Mod+K")).toBe(true);
    expect(isChord(event("k"), "Mod+K")).toBe(false);
    expect(isChord(event("k", { ctrlKey: true, shiftKey: true }), "Mod+K")).toBe(false);
    expect(isChord(event("T", { shiftKey: true }), "T")).toBe(false);
    expect(isChord(event("T", { shiftKey: true }), "Shift+T")).toBe(true);
    expect(isChord(event("?", { shiftKey: true }), "?")).toBe(true);
    expect(isChord(event("t", { altKey: true }), "T")).toBe(false);
  });
});

describe("find", () => {
  it("takes words in any order, with or without accents", () => {
    expect(score("Nordlys Outdoor", "out nor")).toBeGreaterThan(0);
    expect(score("Café Crème", "cafe creme")).toBeGreaterThan(0);
    expect(score("Nordlys Outdoor", "indoor")).toBe(0);
  });

  it("puts beginnings before middles, and short names before long ones", () => {
    expect(best(["Upstripe", "Stripe Tax", "Stripe", "My Stripe"], "stripe", (one) => one, 3)).toEqual(["Stripe", "Stripe Tax", "My Stripe"]);
  });

  it("lists everything for nothing typed", () => {
    expect(best(["b", "a"], " ", (one) => one, 10)).toEqual(["b", "a"]);
  });
});
