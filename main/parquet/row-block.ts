import type { BatchKind } from './merge-by-time.ts';

/** Some rows, in columns. */
export interface RowBlock {
  /** One per row, Unix nanoseconds. */
  readonly times: bigint[];
  /** One array per wanted column, as openParquetFile delivers them: times as bigint nanoseconds. */
  readonly values: ArrayLike<unknown>[];
}

export const ROW_BLOCKS: BatchKind<RowBlock> = {
  times: (block) => block.times,
  empty: () => ({ times: [], values: [] }),
  append(to, from, start, end) {
    for (let i = start; i < end; i++) to.times.push(from.times[i] as bigint);
    for (const [column, source] of from.values.entries()) {
      to.values[column] ??= [];
      const target = to.values[column] as unknown[];
      for (let i = start; i < end; i++) target.push(source[i]);
    }
  },
};

/** The given rows of columns, in the given order. */
export function pickRows(
  times: readonly bigint[],
  values: readonly ArrayLike<unknown>[],
  rows: readonly number[],
): RowBlock {
  return {
    times: rows.map((i) => times[i] as bigint),
    values: values.map((column) => rows.map((i) => column[i])),
  };
}

/** Row numbers in order of time; rows of equal time keep their order. */
export function orderOf(times: readonly bigint[]): number[] {
  return times
    .map((_, i) => i)
    .sort((a, b) => {
      const left = times[a] as bigint;
      const right = times[b] as bigint;
      return left < right ? -1 : left > right ? 1 : a - b;
    });
}
