import { expect, test } from 'vitest';
import { createTimeFormats, isZone } from '../../../renderer/format/time.ts';
import { currentZoneName, zoneNames } from '../../../renderer/format/zone-names.ts';

test('zones are listed once each, in order, under the names that people know', () => {
  const names = zoneNames();
  expect(names).toEqual(expect.arrayContaining(['Asia/Kolkata', 'Europe/Kyiv', 'Asia/Ho_Chi_Minh', 'Europe/Zurich']));
  expect(names).not.toContain('Asia/Calcutta');
  expect(names).not.toContain('UTC');
  expect(names).toEqual([...new Set(names)].sort());
});

test('a renamed zone is the same zone', () => {
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const name = currentZoneName(zone);
    expect(isZone(name), name).toBe(true);
    for (const ms of [Date.UTC(2026, 0, 1), Date.UTC(2026, 6, 1)]) {
      expect(createTimeFormats(name, ['en-US']).full(ms), name).toBe(createTimeFormats(zone, ['en-US']).full(ms));
    }
  }
});
