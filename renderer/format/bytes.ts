import { numbers } from './number.ts';

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** 999 bytes, 12.3 kB, 4.6 GB: a size for people, in powers of 1000. */
export function byteText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  for (; value >= 1_000 && unit < UNITS.length - 1; unit += 1) value /= 1_000;
  return `${unit === 0 ? numbers.count(value) : numbers.fixed(value, 1)} ${UNITS[unit]}`;
}
