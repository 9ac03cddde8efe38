import { parseIsoTimeNs } from '../parse-iso-time.ts';

/** Unix nanoseconds of an ISO 8601 time, or of a whole number of Unix nanoseconds. null = neither. */
export function parseTimeNs(text: string): bigint | null {
  const trimmed = text.trim();
  return /^\d{1,19}$/.test(trimmed) ? BigInt(trimmed) : parseIsoTimeNs(trimmed);
}
