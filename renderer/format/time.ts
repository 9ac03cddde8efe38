import { pageLocales } from './locales.ts';

export { duration } from '../../main/duration.ts';

export interface TimeFormats {
  /** 14:03:22 */
  clock(ms: number): string;
  /** 14:03 */
  minute(ms: number): string;
  /** 14:03:22.123 */
  millis(ms: number): string;
  /** Date and time to the second, in the order of the reader's language. */
  full(ms: number): string;
}

/** Formats of Unix milliseconds in one IANA time zone. Always 24 hours: midnight is 00, never 24 or 12 AM. */
export function createTimeFormats(zone: string, locales: readonly string[] = pageLocales()): TimeFormats {
  const make = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locales as string[], { timeZone: zone, hourCycle: 'h23', ...options });
    return (ms: number) => format.format(ms);
  };
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  return {
    clock: make(clock),
    minute: make({ hour: '2-digit', minute: '2-digit' }),
    millis: make({ ...clock, fractionalSecondDigits: 3 }),
    full: make({ year: 'numeric', month: '2-digit', day: '2-digit', ...clock }),
  };
}

/** The zone of the computer, or UTC where it is unknown. */
export function systemZone(): string {
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone !== undefined && isZone(zone) ? zone : 'UTC';
}

/** Whether this runtime can show times of `zone`. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== undefined;
  } catch {
    return false;
  }
}
