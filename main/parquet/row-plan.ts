import { type ParquetFile, ParquetFileError, type RowSlice } from './parquet-file.ts';

/** Half-open, Unix nanoseconds; null = unbounded. */
export interface TimeRange {
  readonly fromNs: bigint | null;
  readonly untilNs: bigint | null;
}

/** A slice to be read. A row without a time counts as simultaneous with the row before it. */
export interface PlannedSlice extends RowSlice {
  /** Time of the last row with a time before the slice; null = not known. */
  readonly beforeNs: bigint | null;
}

/** Rows of a file that are read one after the other. */
export interface RowPart {
  /** No row of the part is earlier. */
  readonly firstNs: bigint;
  readonly slices: readonly PlannedSlice[];
  /** null: the slices are in order of time; otherwise their rows within this range are, once sorted. */
  readonly sorted: TimeRange | null;
}

export interface FilePlan {
  readonly path: string;
  /** null: the file has no times, its rows stay as they are. */
  readonly timeColumn: string | null;
  readonly range: TimeRange;
  /** Rows within the range. */
  readonly rows: number;
  readonly parts: readonly RowPart[];
}

/** Rows of an unordered file that are sorted in memory at once. */
const SORTED_ROWS = 131_072;
const SAMPLE_EVERY = 1_024;
const MILLISECOND_NS = 1_000_000n;

/**
 * Finds what must be read of a file for the rows of a time range in order of time. The file's own metadata (our segments are
 * sorted and say from when to when) and the statistics of its row groups save reading; otherwise its times are read once.
 */
export async function planRows(
  file: ParquetFile,
  timeColumn: string | null,
  range: TimeRange,
  signal?: AbortSignal,
): Promise<FilePlan> {
  const plan = (rows: number, parts: readonly RowPart[]): FilePlan => ({
    path: file.path,
    timeColumn,
    range,
    rows,
    parts,
  });
  if (file.rows === 0) return plan(0, []);
  const whole = (firstNs: bigint): FilePlan => {
    const slices = file.slices.map((slice) => ({ ...slice, beforeNs: null }));
    return plan(file.rows, [{ firstNs, slices, sorted: null }]);
  };
  if (timeColumn === null) return whole(0n);
  const span = recordedSpan(file);
  if (span !== null) {
    if (isOutside(span, range)) return plan(0, []);
    if (isUnbounded(range) || isInside(span, range)) return whole(span.min);
  }
  const times = await scanTimes(file, timeColumn, range, signal);
  return plan(times.rows, times.ordered ? partInOrder(times) : partsToSort(times));
}

/** Each row's time; `beforeNs` for rows without a time at the start. */
export function filledTimes(values: ArrayLike<unknown>, beforeNs: bigint | null): bigint[] {
  let time = beforeNs ?? firstTimeIn(values) ?? 0n;
  return Array.from(values, (value) => {
    if (typeof value === 'bigint') time = value;
    return time;
  });
}

export const isUnbounded = (range: TimeRange): boolean => range.fromNs === null && range.untilNs === null;

export const isWithin = (ns: bigint, range: TimeRange): boolean =>
  (range.fromNs === null || ns >= range.fromNs) && (range.untilNs === null || ns < range.untilNs);

interface Span {
  readonly min: bigint;
  readonly max: bigint;
}

const isOutside = ({ min, max }: Span, { fromNs, untilNs }: TimeRange): boolean =>
  (fromNs !== null && max < fromNs) || (untilNs !== null && min >= untilNs);

const isInside = ({ min, max }: Span, range: TimeRange): boolean => isWithin(min, range) && isWithin(max, range);

/** First and last time of one of our own segments, from its metadata, which has whole milliseconds. */
function recordedSpan(file: ParquetFile): Span | null {
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

interface ScannedSlice extends PlannedSlice, Span {}

interface ScannedTimes {
  readonly slices: readonly ScannedSlice[];
  readonly rows: number;
  readonly ordered: boolean;
  /** Every so many-th time. */
  readonly sample: readonly bigint[];
}

async function scanTimes(
  file: ParquetFile,
  timeColumn: string,
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<ScannedTimes> {
  const slices: ScannedSlice[] = [];
  const sample: bigint[] = [];
  const unbounded = isUnbounded(range);
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
    let min: bigint | null = null;
    let max: bigint | null = null;
    for (let i = 0; i < times.length; i++) {
      const ns = times[i] as bigint;
      if (!unbounded && !(typeof values[i] === 'bigint' && isWithin(ns, range))) continue;
      if (previousNs !== null && ns < previousNs) ordered = false;
      previousNs = ns;
      if (min === null || ns < min) min = ns;
      if (max === null || ns > max) max = ns;
      if (rows % SAMPLE_EVERY === 0) sample.push(ns);
      rows += 1;
    }
    if (rows > rowsBefore && min !== null && max !== null) slices.push({ ...slice, beforeNs, min, max });
    beforeNs = times.at(-1) ?? beforeNs;
  }
  return { slices, rows, ordered, sample };
}

const isSpan = (statistics: { min: unknown; max: unknown } | null): statistics is Span =>
  typeof statistics?.min === 'bigint' && typeof statistics.max === 'bigint';

function partInOrder({ slices }: ScannedTimes): RowPart[] {
  const [first] = slices;
  return first === undefined ? [] : [{ firstNs: first.min, slices, sorted: null }];
}

/** Cuts the time of an unordered file into ranges of about as many rows as may be sorted at once. */
function partsToSort({ slices, sample }: ScannedTimes): RowPart[] {
  const times = [...sample].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const cuts = new Set<bigint>();
  for (let i = SORTED_ROWS / SAMPLE_EVERY; i < times.length; i += SORTED_ROWS / SAMPLE_EVERY) {
    cuts.add(times[i] as bigint);
  }
  const bounds = [null, ...cuts, null];
  const parts: RowPart[] = [];
  for (let i = 0; i + 1 < bounds.length; i++) {
    const sorted: TimeRange = { fromNs: bounds[i] ?? null, untilNs: bounds[i + 1] ?? null };
    const touched = slices.filter((slice) => !isOutside(slice, sorted));
    const firstNs = touched.reduce<bigint | null>((min, s) => (min === null || s.min < min ? s.min : min), null);
    if (firstNs === null) continue;
    const { fromNs } = sorted;
    parts.push({ firstNs: fromNs !== null && fromNs > firstNs ? fromNs : firstNs, slices: touched, sorted });
  }
  return parts;
}

/** Says that rows of a file which claims to be sorted are not; only damage or a foreign hand does that. */
export function refuseDisorder(path: string): never {
  throw new ParquetFileError(
    `${path} is damaged: its metadata says that its rows are in order of time, but they are not.`,
  );
}
