import { type ParquetFile, ParquetFileError, type RowSlice } from './parquet-file.ts';

/** Half-open, Unix nanoseconds; null = unbounded. */
export interface TimeRange {
  readonly fromNs: bigint | null;
  readonly untilNs: bigint | null;
}

/** What must be read of a file for the rows of a time range. A row without a time counts as simultaneous with the row before it. */
export interface RowPlan {
  readonly path: string;
  /** null: the file has no times, its rows stay as they are. */
  readonly timeColumn: string | null;
  readonly range: TimeRange;
  /** Rows within the range. */
  readonly rows: number;
  /** No row of the range is earlier or later. */
  readonly span: TimeSpan;
  readonly slices: readonly PlannedSlice[];
  /** The rows of the range are in order of time. */
  readonly ordered: boolean;
}

export interface TimeSpan {
  readonly min: bigint;
  readonly max: bigint;
}

export interface PlannedSlice extends RowSlice {
  /** Time of the last row with a time before the slice; null = not known. */
  readonly beforeNs: bigint | null;
}

const MILLISECOND_NS = 1_000_000n;

/**
 * Plans the reading of a file; null if no row lies within the range. The file's own metadata (our segments are sorted and say from
 * when to when) and the statistics of its row groups save reading; otherwise its times are read once.
 */
export async function planRows(
  file: ParquetFile,
  timeColumn: string | null,
  range: TimeRange,
  signal?: AbortSignal,
): Promise<RowPlan | null> {
  if (file.rows === 0) return null;
  const { path } = file;
  const span = timeColumn === null ? { min: 0n, max: 0n } : recordedSpan(file);
  if (span !== null) {
    if (timeColumn !== null && isOutside(span, range)) return null;
    if (isUnbounded(range) || isInside(span, range)) {
      const slices = file.slices.map((slice) => ({ ...slice, beforeNs: null }));
      return { path, timeColumn, range, rows: file.rows, span, slices, ordered: true };
    }
  }
  if (timeColumn === null) throw new RangeError(`${path} has no times to take a range of.`);
  const scanned = await scanTimes(file, timeColumn, range, signal);
  return scanned.span === null ? null : { path, timeColumn, range, ...scanned, span: scanned.span };
}

/** Each row's time; `beforeNs` for rows without a time at the start. */
export function filledTimes(values: ArrayLike<unknown>, beforeNs: bigint | null): bigint[] {
  let time = beforeNs ?? firstTimeIn(values) ?? 0n;
  const times = new Array<bigint>(values.length);
  for (let i = 0; i < times.length; i++) {
    const value = values[i];
    if (typeof value === 'bigint') time = value;
    times[i] = time;
  }
  return times;
}

export const isUnbounded = (range: TimeRange): boolean => range.fromNs === null && range.untilNs === null;

export const isWithin = (ns: bigint, range: TimeRange): boolean =>
  (range.fromNs === null || ns >= range.fromNs) && (range.untilNs === null || ns < range.untilNs);

const isOutside = ({ min, max }: TimeSpan, { fromNs, untilNs }: TimeRange): boolean =>
  (fromNs !== null && max < fromNs) || (untilNs !== null && min >= untilNs);

const isInside = ({ min, max }: TimeSpan, range: TimeRange): boolean => isWithin(min, range) && isWithin(max, range);

/** First and last time of one of our own segments, from its metadata, which has whole milliseconds. */
function recordedSpan(file: ParquetFile): TimeSpan | null {
  const texts = new Map(file.metadata.key_value_metadata?.map(({ key, value }) => [key, value]));
  if (!texts.has('schema_version')) return null;
  const first = Date.parse(texts.get('first_time') ?? '');
  const last = Date.parse(texts.get('last_time') ?? '');
  if (Number.isNaN(first) || Number.isNaN(last)) return null;
  return { min: BigInt(first) * MILLISECOND_NS, max: BigInt(last + 1) * MILLISECOND_NS - 1n };
}

function firstTimeIn(values: ArrayLike<unknown>): bigint | null {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === 'bigint') return value;
  }
  return null;
}

async function scanTimes(
  file: ParquetFile,
  timeColumn: string,
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<{ rows: number; span: TimeSpan | null; slices: PlannedSlice[]; ordered: boolean }> {
  const slices: PlannedSlice[] = [];
  const unbounded = isUnbounded(range);
  let min: bigint | null = null;
  let max: bigint | null = null;
  let rows = 0;
  let ordered = true;
  let previousNs: bigint | null = null;
  let beforeNs: bigint | null = null;
  for (const slice of file.slices) {
    signal?.throwIfAborted();
    const statistics = file.statisticsOf(timeColumn, slice);
    if (isSpan(statistics) && !unbounded && isOutside(statistics, range)) continue;
    const values = await file.readColumn(timeColumn, slice);
    const times = filledTimes(values, beforeNs);
    const rowsBefore = rows;
    for (let i = 0; i < times.length; i++) {
      const ns = times[i] as bigint;
      if (!unbounded && !(typeof values[i] === 'bigint' && isWithin(ns, range))) continue;
      if (previousNs !== null && ns < previousNs) ordered = false;
      previousNs = ns;
      if (min === null || ns < min) min = ns;
      if (max === null || ns > max) max = ns;
      rows += 1;
    }
    if (rows > rowsBefore) slices.push({ ...slice, beforeNs });
    beforeNs = times.at(-1) ?? beforeNs;
  }
  return { rows, span: min === null || max === null ? null : { min, max }, slices, ordered };
}

const isSpan = (statistics: { min: unknown; max: unknown } | null): statistics is TimeSpan =>
  typeof statistics?.min === 'bigint' && typeof statistics.max === 'bigint';

/** Says that the rows of a file which claims to be sorted are not; only damage or a foreign hand does that. */
export function refuseDisorder(path: string): never {
  throw new ParquetFileError(
    `${path} is damaged: its metadata says that its rows are in order of time, but they are not.`,
  );
}
