// How a chord is written on this system, and whether an event is that chord.

const mac = typeof navigator !== "undefined" && navigator.platform.startsWith("Mac");

const shown: Record<string, string> = mac
  ? { Mod: "⌘", Shift: "⇧", Alt: "⌥", Enter: "↩", Escape: "esc" }
  : { Mod: "Ctrl", Enter: "↵", Escape: "Esc" };

/** `Mod+K` as `Ctrl K`, or `⌘K` on a Mac. */
export function chord(keys: string): string {
  return keys
    .split("+")
    .map((key) => shown[key] ?? key)
    .join(mac ? "" : " ");
}

/** Whether `event` is the chord `keys`: modifiers must match exactly, but for Shift on signs such as `?`. */
export function isChord(event: KeyboardEvent, keys: string): boolean {
  const wanted = keys.split("+");
  const key = wanted.at(-1) ?? "";
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  const sign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    mod === wanted.includes("Mod") &&
    !other &&
    event.altKey === wanted.includes("Alt") &&
    (sign || event.shiftKey === wanted.includes("Shift"))
  );
}
