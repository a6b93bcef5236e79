// The page's way to the shell. A browser without the shell (development, tests, pictures) gets the fake one; a release
// build knows no fake at all: the constant below is false there, and the import is gone.

import { hearTauri, tauri } from "./ipc";
import type { Topic } from "./bindings/Topic";
import type { Hear, Shell } from "./shell";

export type { BulkProgress, ChosenCa, Shell } from "./shell";

let shell: Shell = tauri;
let hear: Hear = hearTauri;

if (__FAKE_SHELL__ && !("__TAURI_INTERNALS__" in globalThis)) {
  const fake = await import("./fake");
  ({ shell, hear } = fake.open(new URLSearchParams(location.search)));
}

/** Every command of the shell. */
export const ipc: Shell = shell;

/** Runs `read` when this topic, or one of these, changed. Answers how to stop: return it from an `$effect` or `onMount`. */
export function onChange(topics: Topic | readonly Topic[], read: (topic: Topic) => void): () => void {
  return hear((topic) => {
    if (topic === topics || topics.includes(topic)) read(topic);
  });
}
