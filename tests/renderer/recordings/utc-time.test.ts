import { expect, test } from 'vitest';
import { utcInputToUs, utcText } from '../../../renderer/recordings/utc-time.ts';

test.each([
  ['2026-01-31T12:00', Date.UTC(2026, 0, 31, 12) * 1_000],
  ['2026-01-31T12:00:07', Date.UTC(2026, 0, 31, 12, 0, 7) * 1_000],
  ['2026-01-31T12:00:07.125', (Date.UTC(2026, 0, 31, 12, 0, 7) + 125) * 1_000],
  ['', null],
  ['2026-13-31T12:00', null],
  ['2026-01-31', null],
])('%j is %j in UTC, whatever the zone of the computer', (value, us) => {
  expect(utcInputToUs(value)).toBe(us);
});

test('a time as text is UTC to the second, and no date is no crash', () => {
  expect(utcText(Date.UTC(2026, 0, 31, 23, 59, 59) + 999)).toBe('2026-01-31 23:59:59');
  expect(utcText(9e15)).toBe('9000000000000000');
});
