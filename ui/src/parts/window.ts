// Which rows of a long list are in view: plain arithmetic, so that a list of 100,000 costs what it shows.

export interface Window {
  /** First row to draw. */
  first: number;
  /** One past the last. */
  end: number;
}

/** Rows of one height in view, and `over` more on either side so that none is missed while scrolling. */
export function windowOf(count: number, size: number, top: number, height: number, over = 8): Window {
  const first = Math.max(0, Math.floor(top / size) - over);
  const end = Math.min(count, Math.ceil((top + height) / size) + over);
  return { first: Math.min(first, Math.max(0, end)), end: Math.max(end, 0) };
}

/** Where to scroll so that a row is whole in view; where it is if it is already. */
export function reveal(start: number, length: number, top: number, height: number): number {
  if (start < top) return start;
  if (start + length > top + height) return start + length - height;
  return top;
}

/** The row a key moves to; `null` where the key does not move. */
export function moved(key: string, at: number, count: number, page: number): number | null {
  const to: Record<string, number> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  const target = to[key];
  if (target === undefined || count === 0) return null;
  return Math.max(0, Math.min(count - 1, target));
}
