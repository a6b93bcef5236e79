import { describe, expect, it, vi } from "vitest";
import type { KeyFileView } from "../../ipc/bindings/KeyFileView";
import type { KeyTakenView } from "../../ipc/bindings/KeyTakenView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import { Intake, type Door } from "./intake.svelte";

const taken: KeyTakenView = {
  part: { part: "api_key", label: "API key", optional: false, held: null },
  integration: "i-1",
  complete: true,
  masked_in_log: 0,
  clipboard_cleared: true,
};
const file: KeyFileView = { handle: "h-1", file_name: "shop.env", entries: [] };
const declined: Refusal = { code: "declined", field: null, what: "You said no.", next: "" };
const broken: Refusal = { code: "keyring_locked", field: null, what: "The keyring is locked.", next: "Unlock it." };

function doorWith(over: Partial<Door> = {}): Door {
  return {
    key_add_clipboard: vi.fn(() => Promise.resolve(taken)),
    key_add_prompt: vi.fn(() => Promise.resolve(taken)),
    key_file_choose: vi.fn(() => Promise.resolve(file)),
    key_add_file: vi.fn(() => Promise.resolve(taken)),
    key_file_close: vi.fn(() => Promise.resolve(null)),
    ...over,
  };
}

describe("Intake", () => {
  it("waits while the system's window is open, then shows what was taken", async () => {
    let answer: ((view: KeyTakenView) => void) | undefined;
    const door = doorWith({ key_add_clipboard: () => new Promise((done) => (answer = done)) });
    const intake = new Intake(door, "i-1", "api_key");
    const ended = intake.from("clipboard");
    expect(intake.step).toEqual({ at: "waiting", source: "clipboard" });
    answer?.(taken);
    await ended;
    expect(intake.step).toEqual({ at: "taken", taken });
  });

  it("names the integration and the part to the shell, and nothing else", async () => {
    const door = doorWith();
    await new Intake(door, "i-1", "api_key").from("prompt");
    expect(door.key_add_prompt).toHaveBeenCalledExactlyOnceWith("i-1", "api_key");
  });

  it("goes back to the choice when the person says no, without an error", async () => {
    const intake = new Intake(doorWith({ key_add_prompt: () => Promise.reject(declined) }), "i-1", "api_key");
    await intake.from("prompt");
    expect(intake.step).toEqual({ at: "choose" });
    expect(intake.declined).toBe(true);
    expect(intake.refusal).toBeNull();
  });

  it("shows any other refusal where the person can choose again", async () => {
    const intake = new Intake(doorWith({ key_add_clipboard: () => Promise.reject(broken) }), "i-1", "api_key");
    await intake.from("clipboard");
    expect(intake.step).toEqual({ at: "choose" });
    expect(intake.refusal).toEqual(broken);
  });

  it("takes one value of a file by name, and keeps the file open when that is refused", async () => {
    const door = doorWith({ key_add_file: vi.fn(() => Promise.reject(broken)) });
    const intake = new Intake(door, "i-1", "api_key");
    await intake.from("file");
    await intake.fromEntry("WOO_KEY");
    expect(door.key_add_file).toHaveBeenCalledExactlyOnceWith("i-1", "api_key", "h-1", "WOO_KEY");
    expect(intake.step).toEqual({ at: "file", file });
  });

  it("goes back to the choice when no file was chosen", async () => {
    const intake = new Intake(doorWith({ key_file_choose: () => Promise.resolve(null) }), "i-1", "api_key");
    await intake.from("file");
    expect(intake.step).toEqual({ at: "choose" });
  });

  it("lets go of the file when it is left", async () => {
    const door = doorWith();
    const intake = new Intake(door, "i-1", "api_key");
    await intake.from("file");
    await intake.again();
    expect(door.key_file_close).toHaveBeenCalledExactlyOnceWith("h-1");
    expect(intake.step).toEqual({ at: "choose" });
  });
});
