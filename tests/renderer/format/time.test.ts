import { expect, test } from 'vitest';
import { createTimeFormats, duration, isZone, systemZone } from '../../../renderer/format/time.ts';

const MIDNIGHT_UTC = Date.UTC(2026, 0, 15);

test('midnight is 00, in every zone and language', () => {
  for (const locale of ['en-US', 'de-DE', 'ja-JP']) {
    expect(createTimeFormats('UTC', [locale]).clock(MIDNIGHT_UTC)).toBe('00:00:00');
  }
  expect(createTimeFormats('UTC', ['en-US']).millis(MIDNIGHT_UTC + 7)).toBe('00:00:00.007');
});

test('the zone moves the clock', () => {
  expect(createTimeFormats('Asia/Kolkata', ['en-US']).minute(MIDNIGHT_UTC)).toBe('05:30');
  expect(createTimeFormats('America/New_York', ['en-US']).full(MIDNIGHT_UTC)).toBe('01/14/2026, 19:00:00');
});

test('zones that the runtime does not know are told', () => {
  expect(isZone('Europe/Berlin')).toBe(true);
  expect(isZone('Mars/Olympus')).toBe(false);
  expect(isZone(systemZone())).toBe(true);
});

test('durations are short and never change width within their unit', () => {
  expect([-5, 340, 9_940, 9_960, 59_999, 61_000, 3_600_000, 93_600_000].map(duration)).toEqual([
    '0.0 s',
    '0.3 s',
    '9.9 s',
    '9 s',
    '59 s',
    '1 min 01 s',
    '1 h 00 min',
    '1 d 02 h',
  ]);
});
