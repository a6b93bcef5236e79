// How much of a run goes on at once, as a person writes it.

import { usual } from "../../stores/runs.svelte";

/** A whole number from 1 to the most that the engine takes; `null` for anything else. */
export function limitOf(text: string): number | null {
  const number = /^\d{1,2}$/.test(text.trim()) ? Number(text) : 0;
  return number >= 1 && number <= usual.most ? number : null;
}
