import { openParquetFile, type ParquetFile, type RowSlice } from '../parquet/parquet-file.ts';
import { type ColumnKind, columnTypesOf, UNREAD_TYPE } from './column-kinds.ts';
import { isoTime } from './column-summary.ts';
import type { ShownRow } from './inspect-report.ts';
import { MAX_PORTION_ROWS, portionsOf } from './portions.ts';

/** The first or last rows of a list of files, in their order. */
export async function edgeRows(files: readonly string[], count: number, edge: 'first' | 'last'): Promise<ShownRow[]> {
  let rows: ShownRow[] = [];
  for (const path of files) {
    if (rows.length >= count) break;
    const file = await openParquetFile(path);
    try {
      const portions = [...portionsOf(file, MAX_PORTION_ROWS)];
      for (const portion of edge === 'first' ? portions : portions.reverse()) {
        const missing = count - rows.length;
        if (missing <= 0) break;
        const start = edge === 'first' ? portion.start : Math.max(portion.start, portion.end - missing);
        const end = edge === 'first' ? Math.min(portion.end, portion.start + missing) : portion.end;
        const part = await shownRows(file, { start, end });
        rows = edge === 'first' ? [...rows, ...part] : [...part, ...rows];
      }
    } finally {
      await file.close();
    }
  }
  return rows;
}

async function shownRows(file: ParquetFile, slice: RowSlice): Promise<ShownRow[]> {
  const rows: Record<string, string | number | boolean | null>[] = Array.from(
    { length: slice.end - slice.start },
    // A column may be named __proto__.
    () => Object.create(null),
  );
  for (const { name, kind, type } of columnTypesOf(file)) {
    if (type === UNREAD_TYPE) {
      for (const row of rows) row[name] = '(not read)';
      continue;
    }
    const values = await file.readColumn(name, slice).catch(() => null);
    for (const [i, row] of rows.entries()) row[name] = values === null ? '(damaged)' : shownValue(values[i], kind);
  }
  return rows;
}

function shownValue(value: unknown, kind: ColumnKind): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') {
    return kind === 'time' ? isoTime(value) : Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  }
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return JSON.stringify(value, (_, inner) =>
    inner instanceof Uint8Array ? `${inner.length} bytes` : typeof inner === 'bigint' ? Number(inner) : inner,
  );
}
