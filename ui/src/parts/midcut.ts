// A long path or address in two pieces: the first may be cut, the second, which tells files apart, stays.

/** The end that stays: from the last `/` on, at most so many characters. */
const STAYS = 38;

export function midcut(text: string): [head: string, tail: string] {
  const slash = text.lastIndexOf("/", text.length - 2);
  const from = Math.max(slash, text.length - STAYS, 0);
  // Never between the two halves of one character.
  const at = /[\uDC00-\uDFFF]/.test(text[from] ?? "") ? from - 1 : from;
  return [text.slice(0, at), text.slice(at)];
}
