import type { RowBuffer, ShreddedColumn } from 'parquetjs-lite';
import { type ColumnBlock, type Normalise, normaliserOf, type ParquetColumn, refuseValue } from './column-values.ts';

/**
 * The rows of one row group, checked and split into columns. This replaces the package's own row shredder, which allocates a Set per
 * field and row (most of its CPU time), turns -0 into 0 and converts where it should refuse.
 */
export interface RowGroup {
  readonly rows: number;
  /** Takes rows `start` to `end` of a block; `firstRow` is the number of row `start` in the file, for messages. */
  append(block: ColumnBlock, start: number, end: number, firstRow: number): void;
  /** Hands over what was collected, in the form the package's writer takes, and starts anew. */
  take(): RowBuffer;
}

export function createRowGroup(columns: readonly ParquetColumn[]): RowGroup {
  const normalisers = columns.map(normaliserOf);
  let chunks = columns.map(emptyChunk);
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    append(block, start, end, firstRow) {
      for (const [i, column] of columns.entries()) {
        const values = block.values[i];
        const chunk = chunks[i];
        const normalise = normalisers[i];
        if (values === undefined || chunk === undefined || normalise === undefined) {
          throw new RangeError(
            `A block of rows has ${block.values.length} columns where there must be ${columns.length}.`,
          );
        }
        appendColumn(chunk, normalise, values, start, end, (at) =>
          refuseValue(column, firstRow + at - start, values[at]),
        );
      }
      rows += end - start;
    },
    take() {
      const buffer: RowBuffer = {
        rowCount: rows,
        pageRowCount: rows,
        columnData: Object.fromEntries(columns.map((column, i) => [column.name, chunks[i] ?? emptyChunk()])),
        pages: Object.fromEntries(columns.map((column) => [column.name, []])),
      };
      chunks = columns.map(emptyChunk);
      rows = 0;
      return buffer;
    },
  };
}

function emptyChunk(): ShreddedColumn {
  return { dlevels: [], rlevels: [], values: [], distinct_values: new Set(), count: 0 };
}

function appendColumn(
  chunk: ShreddedColumn,
  normalise: Normalise,
  values: ArrayLike<unknown>,
  start: number,
  end: number,
  refuse: (at: number) => never,
): void {
  for (let at = start; at < end; at++) {
    const value = normalise(values[at]);
    if (value === undefined) refuse(at);
    if (value === null) {
      chunk.dlevels.push(0);
    } else {
      chunk.dlevels.push(1);
      chunk.values.push(value);
    }
  }
  chunk.count += end - start;
}
