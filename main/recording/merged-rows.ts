import type { ColumnBlock, ParquetColumn } from '../parquet/column-values.ts';
import { openParquetFile, type ParquetFile } from '../parquet/parquet-file.ts';

/** A segment as a source of rows in order of time. */
export interface MergeInput {
  readonly path: string;
  readonly firstUs: number;
}

/**
 * The rows of several segments in order of time, in portions, as the writer takes them. Segments that do not overlap pass through one
 * after the other; only those that do are open together. The order is the same each time, also of rows of equal time.
 */
export async function* mergedRows(
  columns: readonly ParquetColumn[],
  timeColumn: number,
  inputs: readonly MergeInput[],
): AsyncGenerator<ColumnBlock, void, undefined> {
  const waiting = [...inputs].sort((a, b) => a.firstUs - b.firstUs);
  const open: Cursor[] = [];
  try {
    for (;;) {
      for (let next = waiting[0]; next !== undefined && next.firstUs <= earliest(open); next = waiting[0]) {
        waiting.shift();
        const cursor = await openCursor(next.path, columns, timeColumn);
        if (cursor !== null) open.push(cursor);
      }
      const [cursor] = open.reduce<Cursor[]>(
        (best, c) => (best[0] === undefined || headOf(c) < headOf(best[0]) ? [c] : best),
        [],
      );
      if (cursor === undefined) {
        if (waiting.length === 0) return;
        continue;
      }
      const limit = Math.min(
        waiting[0]?.firstUs ?? Number.POSITIVE_INFINITY,
        ...open.filter((c) => c !== cursor).map(headOf),
      );
      yield takeRun(cursor, limit);
      if (cursor.at === cursor.length && !(await advance(cursor))) {
        open.splice(open.indexOf(cursor), 1);
        await cursor.file.close();
      }
    }
  } finally {
    for (const cursor of open) await cursor.file.close();
  }
}

interface Cursor {
  readonly file: ParquetFile;
  readonly columns: readonly ParquetColumn[];
  readonly timeColumn: number;
  slice: number;
  values: unknown[][];
  length: number;
  at: number;
}

/** Rows without a time go last, as in every segment. */
const timeAt = (cursor: Cursor, row: number): number => {
  const time = cursor.values[cursor.timeColumn]?.[row];
  return typeof time === 'number' ? time : Number.POSITIVE_INFINITY;
};

const headOf = (cursor: Cursor): number => timeAt(cursor, cursor.at);

const earliest = (open: readonly Cursor[]): number =>
  open.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...open.map(headOf));

async function openCursor(path: string, columns: readonly ParquetColumn[], timeColumn: number): Promise<Cursor | null> {
  const file = await openParquetFile(path);
  const cursor: Cursor = { file, columns, timeColumn, slice: -1, values: [], length: 0, at: 0 };
  if (await advance(cursor)) return cursor;
  await file.close();
  return null;
}

/** Loads the next portion; false at the end of the file. */
async function advance(cursor: Cursor): Promise<boolean> {
  cursor.slice += 1;
  const range = cursor.file.slices[cursor.slice];
  if (range === undefined) return false;
  cursor.values = [];
  for (const column of cursor.columns) {
    const stored = await cursor.file.readColumn(column.name, range);
    cursor.values.push(Array.from(stored, column.type === 'time-us' ? toMicroseconds : toPlain));
  }
  cursor.length = range.end - range.start;
  cursor.at = 0;
  return cursor.length > 0 || advance(cursor);
}

const toMicroseconds = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value / 1_000n) : null);
const toPlain = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : (value ?? null));

/** The cursor's rows up to the time at which another has its turn; at least one. */
function takeRun(cursor: Cursor, limit: number): ColumnBlock {
  const start = cursor.at;
  let end = start + 1;
  while (end < cursor.length && timeAt(cursor, end) <= limit) end += 1;
  cursor.at = end;
  const whole = start === 0 && end === cursor.length;
  return {
    length: end - start,
    values: whole ? cursor.values : cursor.values.map((column) => column.slice(start, end)),
  };
}
