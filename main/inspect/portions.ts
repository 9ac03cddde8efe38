import type { ParquetFile, RowSlice } from '../parquet/parquet-file.ts';

/** Rows decoded at once, at most: some ten milliseconds per column. */
export const MAX_PORTION_ROWS = 131_072;

/** The rows of a file in portions that do not cross row groups. */
export function* portionsOf(file: ParquetFile, portionRows: number): Generator<RowSlice> {
  let start = 0;
  for (const group of file.metadata.row_groups) {
    const end = start + Number(group.num_rows);
    for (; start < end; start += portionRows) yield { start, end: Math.min(end, start + portionRows) };
    start = end;
  }
}
