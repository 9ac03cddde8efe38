export interface Tile {
  /** Place of the tile's value in the input. */
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Splits a rectangle into tiles with areas proportional to `values` (> 0, in the order given): halves the sum again and
 * again along the longer side. Neighbours in the order stay neighbours on the map, so the map moves little from one
 * second to the next.
 */
export function layoutTreemap(values: readonly number[], width: number, height: number): Tile[] {
  if (values.length === 0 || width <= 0 || height <= 0) return [];
  const sums = [0];
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value);
  const sum = (from: number, to: number) => (sums[to] ?? 0) - (sums[from] ?? 0);
  const tiles: Tile[] = [];

  const split = (from: number, to: number, x: number, y: number, w: number, h: number): void => {
    if (to - from === 1) {
      tiles.push({ index: from, x, y, width: w, height: h });
      return;
    }
    const total = sum(from, to);
    const middle = halfway(sums, from, to);
    const share = total > 0 ? sum(from, middle) / total : (middle - from) / (to - from);
    if (w >= h) {
      split(from, middle, x, y, w * share, h);
      split(middle, to, x + w * share, y, w * (1 - share), h);
    } else {
      split(from, middle, x, y, w, h * share);
      split(middle, to, x, y + h * share, w, h * (1 - share));
    }
  };
  split(0, values.length, 0, 0, width, height);
  return tiles;
}

/** The index strictly between `from` and `to` that divides the sum most evenly. */
function halfway(sums: readonly number[], from: number, to: number): number {
  const target = ((sums[from] ?? 0) + (sums[to] ?? 0)) / 2;
  let low = from + 1;
  let high = to - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) < target) low = middle + 1;
    else high = middle;
  }
  const before = low - 1;
  const isBeforeNearer = before > from && Math.abs((sums[before] ?? 0) - target) < Math.abs((sums[low] ?? 0) - target);
  return isBeforeNearer ? before : low;
}

/** Keeps the order of tiles steady: sorted by value at first and again every `renewEveryMs`, new keys at the end. */
export interface SteadyOrder {
  /** The keys of `values` in the order to lay them out. */
  order(values: ReadonlyMap<string, number>, nowMs: number): string[];
}

/** An order of tiles that only changes every `renewEveryMs`, so that tiles do not jump each second. */
export function createSteadyOrder(renewEveryMs: number): SteadyOrder {
  let known: string[] = [];
  let renewedMs = Number.NEGATIVE_INFINITY;
  return {
    order(values, nowMs) {
      const kept = known.filter((key) => values.has(key));
      if (nowMs - renewedMs >= renewEveryMs || kept.length * 2 < values.size) {
        renewedMs = nowMs;
        known = [...values.keys()].sort((a, b) => (values.get(b) ?? 0) - (values.get(a) ?? 0) || (a < b ? -1 : 1));
      } else {
        const before = new Set(kept);
        known = kept.concat([...values.keys()].filter((key) => !before.has(key)));
      }
      return known;
    },
  };
}
