const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;
const NS_PER_MS = 1_000_000n;

/**
 * Unix nanoseconds of an ISO 8601 time with up to nine decimals: UTC unless it says otherwise; a date alone is its midnight.
 * null = it is none.
 */
export function parseIsoTimeNs(text: string): bigint | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [date, time] = [match.slice(1, 4), match.slice(4, 7).map((part) => part ?? '00')];
  const [fraction = '', zone = 'Z'] = match.slice(7);
  const plain = `${date.join('-')}T${time.join(':')}`;
  const ms = Date.parse(`${plain}Z`);
  // Date.parse takes February 30 for March 2.
  const exists = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(plain);
  const offsetMinutes = offsetOf(zone);
  if (!exists || offsetMinutes === null) return null;
  return BigInt(ms - offsetMinutes * 60_000) * NS_PER_MS + BigInt(fraction.padEnd(9, '0'));
}

function offsetOf(zone: string): number | null {
  if (zone.toUpperCase() === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', ''));
  if (hours > 14 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
