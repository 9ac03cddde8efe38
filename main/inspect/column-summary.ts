import type { ColumnKind, ColumnType } from './column-kinds.ts';
import { createQuantileSketch, type QuantileSketch } from './quantiles.ts';
import { createValueCounts, type ValueCounts } from './value-counts.ts';

/** Count, mean, standard deviation (of a sample, n - 1) and quartiles of the numbers of a column. */
export interface NumericSummary {
  readonly count: number;
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly q25: number;
  readonly median: number;
  readonly q75: number;
  readonly max: number;
  /** False: the quartiles are off by up to 0.0123 % (see quantiles.ts). */
  readonly exactQuartiles: boolean;
}

export interface ColumnSummary extends ColumnType {
  readonly nonNull: number;
  /** Of the non-null values, those that are not a number (NaN), or, where a damaged footer says what they are, not of the column's kind. */
  readonly nan: number;
  /** Least and greatest value: times as ISO text, integers beyond 2^53 as text; null without values. */
  readonly min: string | number | boolean | null;
  readonly max: string | number | boolean | null;
  readonly numeric: NumericSummary | null;
  /** Different texts; null where there are more than can be counted, or no texts. */
  readonly unique: number | null;
}

/** Different texts that are counted in every text column. */
const MAX_UNIQUE = 10_000;
/** Different texts that are counted in the column of pairs. */
const MAX_PAIRS = 200_000;

/** Collects the values of one column, in any order and number, in bounded memory. */
export interface ColumnAccumulator {
  readonly column: ColumnType;
  /** Bytes that the values seen so far take in memory as columns. */
  readonly bytes: number;
  /** Counts of texts, for kind `text` only. */
  readonly texts: ValueCounts | null;
  add(values: ArrayLike<unknown>): void;
  summary(): ColumnSummary;
}

export function createColumnAccumulator(column: ColumnType, maxExact: number, isPair: boolean): ColumnAccumulator {
  const numbers = column.kind === 'number' ? createMoments(maxExact) : null;
  const texts = column.kind === 'text' ? createValueCounts(isPair ? MAX_PAIRS : MAX_UNIQUE) : null;
  let nonNull = 0;
  let nan = 0;
  let bytes = 0;
  let min: Ordered | null = null;
  let max: Ordered | null = null;
  return {
    column,
    texts,
    get bytes() {
      return bytes;
    },
    add(values) {
      const finite = numbers === null ? null : new Float64Array(values.length);
      let count = 0;
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (value === null || value === undefined) continue;
        nonNull += 1;
        bytes += bytesOf(value, column.kind);
        if (column.kind === 'other') continue;
        if (Number.isNaN(value) || !isOfKind(value, column.kind)) {
          nan += 1;
          continue;
        }
        const ordered = (value instanceof Date ? BigInt(value.getTime()) * 1_000_000n : value) as Ordered;
        if (min === null || ordered < min) min = ordered;
        if (max === null || ordered > max) max = ordered;
        if (finite !== null) finite[count++] = Number(ordered);
        texts?.add(ordered as string);
      }
      if (finite !== null) numbers?.add(finite.subarray(0, count));
    },
    summary: () => ({
      ...column,
      nonNull,
      nan,
      min: shown(min, column),
      max: shown(max, column),
      numeric: numbers?.summary() ?? null,
      unique: texts?.distinct ?? null,
    }),
  };
}

type Ordered = string | number | bigint | boolean;

function isOfKind(value: unknown, kind: ColumnKind): boolean {
  switch (kind) {
    case 'time':
      return typeof value === 'bigint' || value instanceof Date;
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'boolean':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string';
    case 'other':
      return true;
  }
}

function bytesOf(value: unknown, kind: ColumnKind): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 4;
  if (value instanceof Uint8Array) return value.length + 4;
  return kind === 'boolean' ? 1 : 8;
}

function shown(value: Ordered | null, { kind, type }: ColumnType): string | number | boolean | null {
  if (typeof value !== 'bigint') return value;
  if (kind === 'time') return type === 'date' ? isoTime(value).slice(0, 10) : isoTime(value);
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

/** A time in Unix nanoseconds as ISO text, with as many digits behind the point as it needs (3, 6 or 9). */
export function isoTime(ns: bigint): string {
  const seconds = ns >= 0n ? ns / 1_000_000_000n : -((-ns + 999_999_999n) / 1_000_000_000n);
  const date = new Date(Number(seconds) * 1_000);
  if (Number.isNaN(date.getTime())) return `${ns} ns`;
  const digits = String(ns - seconds * 1_000_000_000n)
    .padStart(9, '0')
    .replace(/(000){1,2}$/, '');
  return `${date.toISOString().slice(0, -5)}.${digits}Z`;
}

/** Mean and deviation by portions (Chan et al. 1983), which loses no digits, and quartiles. */
function createMoments(maxExact: number) {
  const sketch: QuantileSketch = createQuantileSketch(maxExact);
  let count = 0;
  let mean = 0;
  let squares = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  return {
    add(values: Float64Array): void {
      if (values.length === 0) return;
      // Sums of what differs from one of them keep their digits where all are large and alike.
      const start = Number.isFinite(values[0]) ? (values[0] as number) : 0;
      let sum = 0;
      for (let i = 0; i < values.length; i++) {
        const value = values[i] as number;
        sum += value - start;
        if (value < min) min = value;
        if (value > max) max = value;
      }
      const partMean = start + sum / values.length;
      let partSquares = 0;
      for (let i = 0; i < values.length; i++) partSquares += ((values[i] as number) - partMean) ** 2;
      const total = count + values.length;
      const delta = partMean - mean;
      squares += partSquares + delta * delta * ((count * values.length) / total);
      mean = count === 0 ? partMean : mean + delta * (values.length / total);
      count = total;
      sketch.add(values);
    },
    summary(): NumericSummary | null {
      if (count === 0) return null;
      return {
        count,
        mean,
        std: count > 1 ? Math.sqrt(squares / (count - 1)) : Number.NaN,
        min,
        q25: sketch.quantile(0.25),
        median: sketch.quantile(0.5),
        q75: sketch.quantile(0.75),
        max,
        exactQuartiles: sketch.exact,
      };
    },
  };
}
