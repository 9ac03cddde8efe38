import { expect, test } from 'vitest';
import { createRecentTrades } from '../../../main/hub/recent-trades.ts';
import { trade } from '../publish/fixtures.ts';

test('keeps the newest, oldest first, whatever the size of the batches', () => {
  const recent = createRecentTrades(10);
  const all = Array.from({ length: 97 }, () => trade());
  let taken = 0;
  for (const size of [0, 3, 4, 1, 10, 25, 9, 44, 1]) {
    recent.add(all.slice(taken, taken + size));
    taken += size;
    expect(recent.list()).toEqual(all.slice(Math.max(0, taken - 10), taken));
  }
  expect(taken).toBe(97);
});

test('hands out copies', () => {
  const recent = createRecentTrades(3);
  recent.add([trade()]);
  const before = recent.list();
  recent.add([trade()]);
  expect(before).toHaveLength(1);
});
