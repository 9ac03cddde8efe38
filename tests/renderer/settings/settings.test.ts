import { expect, test } from 'vitest';
import { shownZone, zoneSetting } from '../../../renderer/settings/settings.ts';

test.each([
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['Europe/Kyiv', 'Europe/Kyiv'],
  ['UTC', 'UTC'],
])('the zone %s is shown by its name of now, %s', (zone, shown) => {
  zoneSetting.override(zone);
  expect(shownZone()).toBe(shown);
});
