const LOCAL_INPUT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(?:\.\d{1,3})?)?$/;
const DAY_MS = 86_400_000;
const FORMATS = new Map<string, Intl.DateTimeFormat>();
const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** `2026-01-31 23:59:59`: date and time of a zone's clocks, which sort as text, at Unix milliseconds. */
export function zonedText(ms: number, zone: string): string {
  const wall = wallMs(ms, zone);
  return wall === null ? String(ms) : new Date(wall).toISOString().slice(0, 19).replace('T', ' ');
}

/** A time as recordings are reported, `2026-01-31T23:59:59.123456Z`, on a zone's clocks with all its digits; any other text as it is. */
export function zonedIso(text: string, zone: string): string {
  const match = ISO_UTC.exec(text);
  return match === null ? text : `${zonedText(Date.parse(`${text.slice(0, 19)}Z`), zone)}${match[1] ?? ''}`;
}

/**
 * Unix microseconds of the value of a `datetime-local` input that is meant on a zone's clocks; null = empty or no time. Of an hour that
 * these clocks show twice the first is meant; of one that they leave out, as much later.
 */
export function zonedInputToUs(value: string, zone: string): number | null {
  const match = LOCAL_INPUT.exec(value);
  if (match === null) return null;
  const wall = Date.parse(`${match[1]}T${match[2]}${match[3] ?? ':00'}Z`);
  if (Number.isNaN(wall)) return null;
  // Zones differ from UTC by less than a day, so one of these has the difference that held before the clocks changed.
  const before = wall - DAY_MS;
  const first = wall - ((wallMs(before, zone) ?? before) - before);
  const later = wall - ((wallMs(wall + DAY_MS, zone) ?? wall + DAY_MS) - (wall + DAY_MS));
  const isExact = (ms: number) => wallMs(ms, zone) === wall;
  return (isExact(first) || !isExact(later) ? first : later) * 1_000;
}

/** What a zone's clocks show at a time, as if it were UTC, in Unix milliseconds; null where there is no such date. */
function wallMs(ms: number, zone: string): number | null {
  if (Number.isNaN(new Date(ms).getTime())) return null;
  const wholeS = Math.floor(ms / 1_000);
  const part = new Map<string, string>(
    formatOf(zone)
      .formatToParts(wholeS * 1_000)
      .map(({ type, value }) => [type, value]),
  );
  const at = (name: string) => Number(part.get(name));
  const wall = new Date(0);
  // Not Date.UTC: it takes years before 100 for those of the 20th century.
  wall.setUTCFullYear(at('year'), at('month') - 1, at('day'));
  wall.setUTCHours(at('hour'), at('minute'), at('second'), ms - wholeS * 1_000);
  return wall.getTime();
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const format =
    FORMATS.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  FORMATS.set(zone, format);
  return format;
}
