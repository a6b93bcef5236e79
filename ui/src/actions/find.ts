// Finding by a few letters: words in any order, the beginnings of words before their middles.

/** How well a text answers what was typed: 0 is not at all, more is better. */
export function score(text: string, typed: string): number {
  const words = folded(typed).split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return 1;
  const whole = folded(text);
  const parts = whole.split(/[\s/,.:&-]+/);
  let sum = 0;
  for (const word of words) {
    const at = whole.indexOf(word);
    if (at < 0) return 0;
    sum += at === 0 ? 4 : parts.some((part) => part.startsWith(word)) ? 3 : 1;
  }
  return sum / words.length + 1 / (1 + whole.length);
}

function folded(text: string): string {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}

/** The best `most` of many, best first; those that do not answer are left out. */
export function best<T>(all: readonly T[], typed: string, textOf: (one: T) => string, most: number): T[] {
  return all
    .map((one) => ({ one, points: score(textOf(one), typed) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points)
    .slice(0, most)
    .map(({ one }) => one);
}
