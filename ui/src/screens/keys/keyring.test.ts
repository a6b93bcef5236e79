import { describe, expect, it } from "vitest";
import type { KeyringState } from "../../ipc/bindings/KeyringState";
import { isOfKeyring, troubleOf } from "./keyring";

const view = (state: KeyringState) => ({ state, backend: "", title: "title", what: "what", next: "next" });
const refusal = (code: string) => ({ code, field: null, what: "refused", next: "then" });

describe("troubleOf", () => {
  it("is none where the keyring answers, or was not asked yet", () => {
    expect(troubleOf(view("ready"), null)).toBeNull();
    expect(troubleOf(view("unknown"), null)).toBeNull();
    expect(troubleOf(null, null)).toBeNull();
  });

  it.each(["locked", "absent", "slow", "broken"] as const)("says what the keyring said: %s", (state) => {
    expect(troubleOf(view(state), null)).toMatchObject({ state, what: "what", next: "next" });
  });

  it("believes a refusal where the keyring was not heard since", () => {
    expect(troubleOf(view("unknown"), refusal("keyring_locked"))).toMatchObject({ state: "locked", what: "refused", next: "then" });
    expect(troubleOf(view("ready"), refusal("clipboard_empty"))).toBeNull();
  });

  it("leaves other refusals their own words", () => {
    expect(isOfKeyring(refusal("keyring_absent"))).toBe(true);
    expect(isOfKeyring(refusal("clipboard_empty"))).toBe(false);
    expect(isOfKeyring(null)).toBe(false);
  });
});
