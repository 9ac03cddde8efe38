import { afterEach, beforeEach, expect, test } from 'vitest';
import { placeText, stateText } from '../../../renderer/replay/place-text.ts';
import { zoneSetting } from '../../../renderer/settings/settings.ts';

const NOON_MS = Date.UTC(2026, 0, 31, 12);
const DAY_MS = 86_400_000;
const oneDay = { firstMs: NOON_MS, lastMs: NOON_MS + 3_600_000 };
const twoDays = { firstMs: NOON_MS, lastMs: NOON_MS + DAY_MS };
const playing = { ...oneDay, positionMs: NOON_MS, paused: false, state: 'playing', quietUntilMs: null } as const;

beforeEach(() => zoneSetting.set('UTC'));
afterEach(() => zoneSetting.set('system'));

test('a place has its day where the recording has several', () => {
  expect(placeText(NOON_MS + 61_000, oneDay)).toBe('12:01:01');
  expect(placeText(NOON_MS + DAY_MS, twoDays)).toMatch(/^Feb 1, 2026, 12:00:00$|1 Feb 2026, 12:00:00$/);
});

test('says what happens, how long nothing will, and who steers', () => {
  const text = (change: object) => stateText({ ...playing, steerable: true, ...change });
  expect(text({})).toBe('');
  expect(text({ paused: true })).toBe('Paused');
  expect(text({ state: 'seeking', paused: true })).toBe('Seeking');
  expect(text({ state: 'ended' })).toBe('End of recording');
  expect(text({ quietUntilMs: NOON_MS + 600_000 })).toBe('No trades until 12:10:00');
  expect(text({ quietUntilMs: NOON_MS + 600_000, paused: true })).toBe('Paused. No trades until 12:10:00');
  expect(text({ steerable: false })).toBe('steered elsewhere');
  expect(text({ steerable: false, paused: true })).toBe('Paused, steered elsewhere');
});
