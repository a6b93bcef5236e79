// What stands between a key and the keyring, if anything: what the keyring said last, or what the last try was refused with.

import type { KeyringState } from "../../ipc/bindings/KeyringState";
import type { KeyringView } from "../../ipc/bindings/KeyringView";
import type { Refusal } from "../../ipc/bindings/Refusal";
import { keyringWords as words } from "../../words/shell";

export interface Trouble {
  state: KeyringState;
  title: string;
  what: string;
  next: string;
}

const states: Record<string, KeyringState> = {
  keyring_locked: "locked",
  keyring_absent: "absent",
  keyring_slow: "slow",
  keyring_refused: "broken",
};

/** Whether a refusal speaks of the keyring itself, so that the keyring's own words stand in its place. */
export function isOfKeyring(refusal: Refusal | null): boolean {
  return refusal !== null && refusal.code in states;
}

export function troubleOf(keyring: KeyringView | null, refusal: Refusal | null): Trouble | null {
  if (keyring !== null && keyring.state !== "ready" && keyring.state !== "unknown") return keyring;
  const state = refusal === null ? undefined : states[refusal.code];
  return refusal === null || state === undefined ? null : { state, title: words.label, what: refusal.what, next: refusal.next };
}
