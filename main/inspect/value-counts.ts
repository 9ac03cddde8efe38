export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

/** Counts texts up to a number of different ones. */
export interface ValueCounts {
  add(value: string): void;
  /** null: there are more than are counted. */
  readonly distinct: number | null;
  /** The most frequent, most frequent first; exact unless `distinct` is null, then of the first ones that came. */
  top(count: number): ValueCount[];
}

export function createValueCounts(maxDistinct: number): ValueCounts {
  const counts = new Map<string, number>();
  let overflow = false;
  return {
    add(value) {
      const count = counts.get(value);
      if (count !== undefined) counts.set(value, count + 1);
      else if (counts.size < maxDistinct) counts.set(value, 1);
      else overflow = true;
    },
    get distinct() {
      return overflow ? null : counts.size;
    },
    top(count) {
      return [...counts]
        .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
        .slice(0, count)
        .map(([value, rows]) => ({ value, count: rows }));
    },
  };
}
