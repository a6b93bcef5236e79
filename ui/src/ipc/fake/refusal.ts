// Refusals of the fake shell, in the engine's own codes.

import type { Refusal } from "../bindings/Refusal";

export function refuse(code: string, what: string, next: string, field: string | null = null): Refusal {
  return { code, field, what, next };
}

export const unknownClient = refuse("client_unknown", "This client does not exist any more.", "Go back to the board: it may have been removed.");
export const unknownIntegration = refuse("integration_unknown", "This integration does not exist any more.", "Go back to its client: it may have been removed.");
export const lockedKeyring = refuse("keyring_locked", "The keyring is locked.", "Unlock it; nothing is lost meanwhile.");

/** Whether a text looks like a key: the fake knows the public prefixes and long runs. */
export function looksLikeKey(text: string): boolean {
  return /\b(?:ck|cs|sk|rk|pk|shpat|xkeysib|live|SG|EZAK|whsec)[_.-]?\w{16,}/.test(text) || /[A-Za-z0-9+/_-]{36,}/.test(text.replace(/W+/g, ""));
}

/** Refuses the first text that looks like a key, or a name that is missing. */
export function checkTexts(texts: Record<string, string>): void {
  for (const [field, text] of Object.entries(texts)) {
    if (looksLikeKey(text)) {
      throw refuse(
        "looks_like_key",
        "This looks like a key, or holds one. It was not saved.",
        "Take it in with Add key instead: there it goes straight into the keyring. If it is a real key and was typed here, replace it at the provider.",
        field,
      );
    }
  }
}

export function required(field: string): Refusal {
  return refuse("required", "Something is missing here.", "Fill it in.", field);
}
