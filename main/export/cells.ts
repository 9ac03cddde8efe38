import type { ValueKind } from './export-columns.ts';

/** A value of an exported row: in time columns Unix nanoseconds, in integer columns bigint only beyond 2^53. */
export type Cell = string | number | bigint | boolean | null;

/** Some rows, in columns. */
export interface CellBlock {
  readonly length: number;
  readonly values: readonly (readonly Cell[])[];
}

const MILLISECOND_NS = 1_000_000n;

/** Brings a value as a Parquet reader delivers it into the form of its kind; undefined and NaN are null. */
export function toCell(kind: ValueKind): (value: unknown) => Cell {
  switch (kind) {
    case 'text':
      return (value) => (typeof value === 'string' ? value : (value ?? null) === null ? null : textOf(value));
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : null);
    case 'time':
      return (value) =>
        typeof value === 'bigint' ? value : value instanceof Date ? BigInt(value.getTime()) * MILLISECOND_NS : null;
    case 'integer':
    case 'number':
      return (value) => {
        if (typeof value === 'number') return Number.isNaN(value) ? null : value;
        if (typeof value !== 'bigint') return null;
        const number = Number(value);
        return Number.isSafeInteger(number) ? number : value;
      };
  }
}

function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'object') {
    return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part));
  }
  return String(value);
}

/** Unix milliseconds of nanoseconds, rounded down. */
export function millisecondsOf(ns: bigint): number {
  const ms = ns / MILLISECOND_NS;
  return Number(ns < 0n && ms * MILLISECOND_NS !== ns ? ms - 1n : ms);
}

/** `2026-01-31T23:59:59.123Z`, rounded down to milliseconds. */
export function isoTime(ns: bigint): string {
  const date = new Date(millisecondsOf(ns));
  // A file can hold times that lie beyond the years of a Date.
  return Number.isNaN(date.getTime()) ? `${ns} ns` : date.toISOString();
}
