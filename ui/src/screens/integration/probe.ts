// A probe as a person writes it: the request, and what it does to the provider's data said before it.

import type { ProbeClass } from "../../ipc/bindings/ProbeClass";

const said: readonly ProbeClass[] = ["idempotent", "creates"];

export interface Probe {
  text: string;
  /** What a person says that it does. */
  class: ProbeClass;
}

export function probeOf(written: string): Probe {
  const found = said.find((one) => written.startsWith(`${one}:`));
  return found === undefined ? { text: written, class: "reads_only" } : { text: written.slice(found.length + 1).trimStart(), class: found };
}

/** What is sent by POST is taken to create something, whatever is said of it. */
export function isPost(text: string): boolean {
  return /^\s*POST\s/i.test(text);
}

/** As the engine takes it; `null`: the provider's own. */
export function writtenProbe(probe: Probe): string | null {
  const text = probe.text.trim();
  if (text === "") return null;
  return probe.class === "reads_only" || isPost(text) ? text : `${probe.class}: ${text}`;
}
