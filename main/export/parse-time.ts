import { parseIsoTimeNs } from '../parse-iso-time.ts';

const EPOCH = /^\d+(\.\d+)?$/;
/** Numbers up to here are seconds (until the year 5138), then milliseconds, microseconds and nanoseconds. */
const MAX_SECONDS = 1e11;

/**
 * Unix microseconds of an ISO 8601 time (UTC unless it says otherwise; a date alone is its midnight) or of a number since 1970 in
 * seconds, milliseconds, microseconds or nanoseconds, told apart by size. null = neither.
 */
export function parseTimeUs(text: string): number | null {
  const trimmed = text.trim();
  return EPOCH.test(trimmed) ? epochUs(trimmed) : isoUs(trimmed);
}

function epochUs(text: string): number | null {
  const value = Number(text);
  const scale = [1e6, 1e3, 1, 1e-3].find((_, i) => value < MAX_SECONDS * 1_000 ** i);
  return scale === undefined ? null : Math.round(value * scale);
}

function isoUs(text: string): number | null {
  const ns = parseIsoTimeNs(text);
  return ns === null ? null : Number(ns / 1_000n);
}
