import { open } from 'node:fs/promises';
import type { ColumnBlock } from '../parquet/column-values.ts';
import { DATASETS, type RecordedTable } from './datasets.ts';
import { type Cell, decodeFrame, type FoundFrame } from './frame.ts';

/** Rows of a journal in columns, sorted by time. */
export interface JournalRows {
  readonly block: ColumnBlock;
  /** Earliest and latest time, Unix microseconds; null where no row has a time. */
  readonly firstUs: number | null;
  readonly lastUs: number | null;
}

/** Unpacks frames into columns and sorts the rows by the table's time; rows of equal time keep their order, rows without a time go last. */
export function rowsOfFrames(table: RecordedTable, journal: Buffer, frames: readonly FoundFrame[]): JournalRows {
  const { columns, timeColumn, fallbackTimeColumn } = DATASETS[table];
  const values: Cell[][] = columns.map(() => []);
  for (const frame of frames) decodeFrame(journal, frame, values);
  const fallback = values[fallbackTimeColumn] ?? [];
  const times = (values[timeColumn] ?? []).map((time, row) =>
    numberOr(time, numberOr(fallback[row], Number.POSITIVE_INFINITY)),
  );
  let firstUs = Number.POSITIVE_INFINITY;
  let lastUs = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    if (time < firstUs) firstUs = time;
    if (time !== Number.POSITIVE_INFINITY && time > lastUs) lastUs = time;
  }
  const timed = firstUs <= lastUs;
  return {
    block: { length: times.length, values: isSorted(times) ? values : permute(values, orderOf(times)) },
    firstUs: timed ? firstUs : null,
    lastUs: timed ? lastUs : null,
  };
}

const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

function isSorted(times: readonly number[]): boolean {
  for (let i = 1; i < times.length; i++) {
    if ((times[i] as number) < (times[i - 1] as number)) return false;
  }
  return true;
}

function orderOf(times: readonly number[]): number[] {
  return times
    .map((_, i) => i)
    .sort((a, b) => {
      const left = times[a] as number;
      const right = times[b] as number;
      return left < right ? -1 : left > right ? 1 : a - b;
    });
}

function permute(values: readonly Cell[][], order: readonly number[]): Cell[][] {
  return values.map((column) => order.map((i) => column[i] ?? null));
}

/** A short look at a journal's first bytes. */
export async function readStart(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const start = Buffer.alloc(bytes);
    const { bytesRead } = await file.read(start, 0, bytes, 0);
    return start.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
