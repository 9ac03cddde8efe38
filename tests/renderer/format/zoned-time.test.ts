import { expect, test } from 'vitest';
import { zonedInputToUs, zonedIso, zonedText } from '../../../renderer/format/zoned-time.ts';

const us = (iso: string) => Date.parse(iso) * 1_000;

test.each([
  ['2026-01-31T12:00', 'UTC', us('2026-01-31T12:00:00Z')],
  ['2026-01-31T12:00:07', 'UTC', us('2026-01-31T12:00:07Z')],
  ['2026-01-31T12:00:07.125', 'UTC', us('2026-01-31T12:00:07.125Z')],
  ['2026-01-31T12:00', 'Europe/Berlin', us('2026-01-31T11:00:00Z')],
  ['2026-07-31T12:00', 'Europe/Berlin', us('2026-07-31T10:00:00Z')],
  ['2026-01-31T12:00', 'America/New_York', us('2026-01-31T17:00:00Z')],
  ['2026-01-31T12:00', 'Asia/Kolkata', us('2026-01-31T06:30:00Z')],
  ['2026-01-31T12:00', 'Pacific/Kiritimati', us('2026-01-30T22:00:00Z')],
  // Twice: the first.
  ['2026-10-25T02:30', 'Europe/Berlin', us('2026-10-25T00:30:00Z')],
  ['2026-11-01T01:30', 'America/New_York', us('2026-11-01T05:30:00Z')],
  // Just outside of it.
  ['2026-10-25T03:00', 'Europe/Berlin', us('2026-10-25T02:00:00Z')],
  // Never: as much later, 03:30.
  ['2026-03-29T02:30', 'Europe/Berlin', us('2026-03-29T01:30:00Z')],
  ['2026-03-29T03:00', 'Europe/Berlin', us('2026-03-29T01:00:00Z')],
  ['', 'UTC', null],
  ['2026-13-31T12:00', 'UTC', null],
  ['2026-01-31', 'UTC', null],
])('%j in %s is %j, whatever the zone of the computer', (value, zone, expected) => {
  expect(zonedInputToUs(value, zone)).toBe(expected);
});

test('a time as text is that of the zone to the second, and no date is no crash', () => {
  const ms = Date.UTC(2026, 0, 31, 23, 59, 59) + 999;
  expect(zonedText(ms, 'UTC')).toBe('2026-01-31 23:59:59');
  expect(zonedText(ms, 'Asia/Tokyo')).toBe('2026-02-01 08:59:59');
  expect(zonedText(-1, 'UTC')).toBe('1969-12-31 23:59:59');
  expect(zonedText(9e15, 'UTC')).toBe('9000000000000000');
});

test('a reported time keeps all its digits, and other texts stay as they are', () => {
  expect(zonedIso('2026-01-31T23:59:59.123456Z', 'Asia/Tokyo')).toBe('2026-02-01 08:59:59.123456');
  expect(zonedIso('1969-12-31T23:59:59.999Z', 'UTC')).toBe('1969-12-31 23:59:59.999');
  expect(zonedIso('2026-01-31', 'Asia/Tokyo')).toBe('2026-01-31');
});
