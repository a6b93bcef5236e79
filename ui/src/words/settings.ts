// Words of the settings.

import type { Theme } from "../ipc/bindings/Theme";

export const settingsWords = {
  title: "Settings",
  look: "Look",
  theme: "Theme",
  keys: "Keys",
  clipboard: "A copied key stays on the clipboard for",
  clipboardHint: "10 to 60 seconds. It is taken off earlier if something else is copied.",
  seconds: "seconds",
  log: "Log",
  keep: "Keep requests and answers for",
  keepHint: "1 to 365 days. Deeds and verdicts stay.",
  days: "days",
  strict: "Store only what is harmless",
  strictHint:
    "Of each request and answer, values are kept only where the provider's list calls their field harmless; labels stand for the rest. It counts for tests from now on: what is stored already stays as it is, until it is past its days.",
  development: "Development",
  loopback: "Offer plain HTTP to this computer",
  loopbackHint: "Unsafe. Shows a switch on integrations that lets their key cross the loopback unencrypted.",
  unsafe: "Unsafe",
  saved: "Saved",
  number: (min: number, max: number) => `A whole number from ${min} to ${max}.`,

  keyring: "Keyring",
  check: "Check it now",
  checking: "Writing, reading and removing a test item…",
  checked: "A test item was written, read back and removed.",
  unlock: "Unlock…",
  unlocking: "Waiting for the system's own window…",

  doctor: "Check-up",
  doctorWhat: "Database, keyring, and whether what is listed here is what the keyring holds.",
  doctorRun: "Run the check-up",
  doctorRunning: "Checking…",
  doctorMissing: "Listed here, but not in the keyring",
  doctorMissingNext: "Take these keys in again. Nothing is removed by itself.",
  doctorOrphans: "In the keyring, but not listed here",
  doctorOrphansNext: "Left over from a removed or restored workspace. Keyrack lists them and deletes nothing.",
  doctorGood: "Everything is in its place.",

  data: "Where the data lies",
  dataWhat: "Clients, integrations and the redacted log, as one SQLite file that only you may read. No key is in it.",
  version: "Version",

  sample: "Sample workspace",
  sampleWhat: "Made-up clients on a provider that runs on this computer, for looking around. It has keys of its own and does not touch yours.",
  sampleOpen: "Open the sample",
  sampleOpening: "Making the sample…",
  sampleLeave: "Back to your workspace",
  sampleRemove: "Remove the sample…",
  sampleRemoveTitle: "Remove the sample workspace?",
  sampleRemoveWhat: "Its clients, its log and its keys in the keyring go without trace. Your own workspace is not touched.",
  sampleRemoveGo: "Remove the sample",
  sampleIn: "You are in the sample workspace.",
  cancel: "Cancel",

  promise: "The promise",
  promiseTitle: "This page never sees a key.",
  promiseWhat: "A key goes from the clipboard, a window of the system, a file or the terminal straight into your system's keyring. This page gets its mask.",
  promiseKept: [
    "A key is only ever sent to the addresses you confirmed for it, over HTTPS, and never follows a redirect.",
    "Requests and answers are redacted before they are written. What you read in the log was never there in plain.",
    "Two keys that are the same have the same fingerprint, so reuse shows without showing the key.",
  ],
  limits: "Its limits",
  limitsWhat: [
    "Software that runs as you, with your rights, can read your keyring and your screen.",
    "A key pasted into a text field was in this page. It is refused and cleared, but count it as seen.",
    "A copied key is on the clipboard until it is taken off. Other programs can read it there.",
    "Whoever has the key at the provider's side can use it. Only replacing it ends that.",
  ],
} as const;

export const themeWords: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };
