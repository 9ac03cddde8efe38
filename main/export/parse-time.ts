const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;
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
  const match = ISO.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const [fraction = '', zone = 'Z'] = match.slice(7);
  const ms = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  // Date.UTC takes February 30 for March 2; years below 100 are of no use here.
  const same = new Date(ms).toISOString().slice(0, 19);
  const said = [
    [match[1], match[2], match[3]].join('-'),
    [match[4] ?? '00', match[5] ?? '00', match[6] ?? '00'].join(':'),
  ].join('T');
  const offsetMinutes = offsetOf(zone);
  if (same !== said || offsetMinutes === null) return null;
  return (ms - offsetMinutes * 60_000) * 1_000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

function offsetOf(zone: string): number | null {
  if (zone.toUpperCase() === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', ''));
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
