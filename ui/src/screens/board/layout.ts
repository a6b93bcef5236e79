// Where each card hangs: columns of equal width, each next card in the shortest one. Pure arithmetic over the slots, so
// that the whole board has its size before any card is read.

export const GAP = 12;
export const MIN_WIDTH = 312;
export const HEAD = 38;
export const ROW = 40;
/** A card without hooks says so in one line. */
export const BARE = 36;
/** The card's own edge, above and below. */
const EDGE = 2;

export interface Spot {
  column: number;
  top: number;
  height: number;
}

export interface Layout {
  columns: number;
  /** Width of a card. */
  width: number;
  height: number;
  /** One for each slot, in the same order. */
  spots: Spot[];
}

/** A place on the board: a slot by number, and a hook by number, or the card's head at -1. */
export interface At {
  slot: number;
  row: number;
}

export function cardHeight(hooks: number): number {
  return HEAD + EDGE + (hooks === 0 ? BARE : hooks * ROW);
}

export function layoutOf(hooks: readonly number[], width: number): Layout {
  const columns = Math.max(1, Math.floor((width + GAP) / (MIN_WIDTH + GAP)));
  const bottoms = new Array<number>(columns).fill(0);
  const spots = hooks.map((count) => {
    let column = 0;
    for (let other = 1; other < columns; other += 1) {
      if ((bottoms[other] ?? 0) < (bottoms[column] ?? 0)) column = other;
    }
    const spot = { column, top: bottoms[column] ?? 0, height: cardHeight(count) };
    bottoms[column] = spot.top + spot.height + GAP;
    return spot;
  });
  const cardWidth = Math.floor((width - GAP * (columns - 1)) / columns);
  return { columns, width: Math.max(0, cardWidth), height: Math.max(0, ...bottoms) - (hooks.length > 0 ? GAP : 0), spots };
}

/** The slots that can be seen between two heights. */
export function inView(layout: Layout, top: number, bottom: number): number[] {
  const seen: number[] = [];
  layout.spots.forEach((spot, slot) => {
    if (spot.top < bottom && spot.top + spot.height > top) seen.push(slot);
  });
  return seen;
}

/** Where a head or a hook begins, and how high it is. */
export function extentOf(layout: Layout, at: At): { top: number; height: number } {
  const spot = layout.spots[at.slot];
  if (spot === undefined) return { top: 0, height: 0 };
  return at.row < 0 ? { top: spot.top, height: HEAD } : { top: spot.top + HEAD + at.row * ROW, height: ROW };
}

/** Where a key leads from `at`; `null` where it is not a key that moves. */
export function step(layout: Layout, hooks: readonly number[], at: At, key: string, page: number): At | null {
  const spot = layout.spots[at.slot];
  if (spot === undefined) return null;
  const { top, height } = extentOf(layout, at);
  const middle = top + height / 2;
  switch (key) {
    case "ArrowDown":
      if (at.row + 1 < (hooks[at.slot] ?? 0)) return { slot: at.slot, row: at.row + 1 };
      return below(layout, spot, at);
    case "ArrowUp":
      if (at.row >= 0) return { slot: at.slot, row: at.row - 1 };
      return above(layout, hooks, spot, at);
    case "ArrowRight":
      return spot.column + 1 < layout.columns ? (nearest(layout, hooks, spot.column + 1, middle) ?? at) : at;
    case "ArrowLeft":
      return spot.column > 0 ? (nearest(layout, hooks, spot.column - 1, middle) ?? at) : at;
    case "PageDown":
      return nearest(layout, hooks, spot.column, middle + page) ?? at;
    case "PageUp":
      return nearest(layout, hooks, spot.column, middle - page) ?? at;
    case "Home":
      return { slot: 0, row: -1 };
    case "End": {
      const slot = hooks.length - 1;
      return { slot, row: (hooks[slot] ?? 0) - 1 };
    }
    default:
      return null;
  }
}

function below(layout: Layout, from: Spot, at: At): At {
  let found = -1;
  layout.spots.forEach((spot, slot) => {
    if (spot.column !== from.column || spot.top <= from.top) return;
    if (found < 0 || spot.top < (layout.spots[found]?.top ?? Infinity)) found = slot;
  });
  return found < 0 ? at : { slot: found, row: -1 };
}

function above(layout: Layout, hooks: readonly number[], from: Spot, at: At): At {
  let found = -1;
  layout.spots.forEach((spot, slot) => {
    if (spot.column !== from.column || spot.top >= from.top) return;
    if (found < 0 || spot.top > (layout.spots[found]?.top ?? -Infinity)) found = slot;
  });
  return found < 0 ? at : { slot: found, row: (hooks[found] ?? 0) - 1 };
}

/** The head or hook of a column that is nearest to a height. */
function nearest(layout: Layout, hooks: readonly number[], column: number, height: number): At | null {
  let slot = -1;
  let distance = Infinity;
  layout.spots.forEach((spot, other) => {
    if (spot.column !== column) return;
    const away = Math.max(spot.top - height, height - spot.top - spot.height, 0);
    if (away < distance) [slot, distance] = [other, away];
  });
  const spot = layout.spots[slot];
  if (spot === undefined) return null;
  const row = Math.floor((height - spot.top - HEAD) / ROW);
  return { slot, row: Math.max(-1, Math.min((hooks[slot] ?? 0) - 1, row)) };
}
