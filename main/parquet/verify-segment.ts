import { type BlockSource, normaliserOf, type ParquetColumn, type ParquetType } from './column-values.ts';
import { openParquetFile, type ParquetFile } from './parquet-file.ts';

/** A file that does not hold what was written to it. */
export class SegmentMismatchError extends Error {
  override readonly name = 'SegmentMismatchError';
}

/**
 * Reads a file back with another library than the one that wrote it and compares it, cell by cell and bit by bit, with the rows
 * that it must hold; returns their number. Throws SegmentMismatchError naming the first difference, or ParquetFileError if the
 * file cannot be read.
 */
export async function verifySegment(
  path: string,
  columns: readonly ParquetColumn[],
  expected: BlockSource,
): Promise<number> {
  const file = await openParquetFile(path);
  try {
    const names = [...file.columns.keys()].join(', ');
    const wanted = columns.map((column) => column.name).join(', ');
    if (names !== wanted) throw new SegmentMismatchError(`${path} has the columns ${names} instead of ${wanted}.`);
    const compare = columns.map((column) => comparerOf(column));
    const cursor = createCursor(file, columns);
    let row = 0;
    for await (const block of expected) {
      for (let start = 0; start < block.length; ) {
        const part = await cursor.next(block.length - start);
        if (part === null) {
          throw new SegmentMismatchError(`${path} holds ${file.rows} rows; more were written to it.`);
        }
        for (const [i, column] of columns.entries()) {
          const at = compare[i]?.(block.values[i] ?? [], start, part.values[i] ?? [], part.start, part.length) ?? -1;
          if (at < 0) continue;
          const found = String(part.values[i]?.[part.start + at]);
          throw new SegmentMismatchError(
            `${path}, row ${row + at}, column ${column.name}: ${String(block.values[i]?.[start + at])} was written, ${found} is there.`,
          );
        }
        start += part.length;
        row += part.length;
      }
    }
    if (row !== file.rows)
      throw new SegmentMismatchError(`${path} holds ${file.rows} rows; ${row} were written to it.`);
    return row;
  } finally {
    await file.close();
  }
}

/** Rows of the file, in order, in portions of at most the wanted length; null at its end. */
function createCursor(file: ParquetFile, columns: readonly ParquetColumn[]) {
  let slice = -1;
  let length = 0;
  let position = 0;
  let values: ArrayLike<unknown>[] = [];
  return {
    async next(wanted: number) {
      while (position === length) {
        slice += 1;
        const range = file.slices[slice];
        if (range === undefined) return null;
        values = [];
        for (const column of columns) values.push(await file.readColumn(column.name, range));
        length = range.end - range.start;
        position = 0;
      }
      const start = position;
      position += Math.min(wanted, length - start);
      return { values, start, length: position - start };
    },
  };
}

type Comparer = (
  expected: ArrayLike<unknown>,
  expectedStart: number,
  actual: ArrayLike<unknown>,
  actualStart: number,
  length: number,
) => number;

/** Finds the first of `length` values that differs; -1 = none. Object.is tells -0 from 0 and takes NaN for equal to itself. */
function comparerOf(column: ParquetColumn): Comparer {
  const normalise = normaliserOf(column);
  const stored = fromFile(column.type);
  return (expected, expectedStart, actual, actualStart, length) => {
    for (let i = 0; i < length; i++) {
      if (!Object.is(normalise(expected[expectedStart + i]), stored(actual[actualStart + i]))) return i;
    }
    return -1;
  };
}

/** Brings a value as openParquetFile delivers it (times are bigint nanoseconds, integers bigint) into our form. */
function fromFile(type: ParquetType): (value: unknown) => unknown {
  switch (type) {
    case 'time-us':
      return (value) => (typeof value === 'bigint' ? Number(value / 1_000n) : (value ?? null));
    case 'time-ms':
      return (value) => (typeof value === 'bigint' ? Number(value / 1_000_000n) : (value ?? null));
    case 'integer':
      return (value) => (typeof value === 'bigint' ? Number(value) : (value ?? null));
    default:
      return (value) => value ?? null;
  }
}
