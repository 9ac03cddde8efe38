import { expect, test } from 'vitest';
import { reconnectDelayMs } from '../../../renderer/stream/backoff.ts';

test('the ceiling doubles from half a second to ten seconds', () => {
  const most = (attempt: number) => reconnectDelayMs(attempt, () => 1);
  expect([0, 1, 2, 3, 4, 5, 1_000].map(most)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
});

test('never at once, and spread over the whole range', () => {
  expect(reconnectDelayMs(3, () => 0)).toBe(100);
  expect(reconnectDelayMs(3, () => 0.5)).toBe(2_000);
});
