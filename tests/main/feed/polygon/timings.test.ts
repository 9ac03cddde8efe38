import { expect, it } from 'vitest';
import { backoffMs, POLYGON_TIMINGS } from '../../../../main/feed/polygon/timings.ts';

const wait = (attempt: number, random: number) => backoffMs(attempt, POLYGON_TIMINGS, () => random);

it('draws the wait from 0 to a bound that doubles, with a floor of 250 ms and a cap of 60 s', () => {
  expect([0, 1, 2, 5, 6, 7, 1_000].map((attempt) => wait(attempt, 1))).toEqual([
    1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000,
  ]);
  expect([0, 1, 5].map((attempt) => wait(attempt, 0.5))).toEqual([500, 1_000, 16_000]);
  expect([0, 20].map((attempt) => wait(attempt, 0))).toEqual([250, 250]);
});
