import { expect, test } from 'vitest';
import { CELL, ROW_BYTES } from '../../../main/hub/pair-history.ts';
import { createStatisticsStore, DEFAULT_STORE_OPTIONS } from '../../../main/hub/statistics-store.ts';
import { batch } from '../publish/fixtures.ts';

const pairs = (count: number) => Array.from({ length: count }, (_, i) => `P${i}-USD`);

test('keeps 900 rows of 250 pairs with the default bound', () => {
  const store = createStatisticsStore(DEFAULT_STORE_OPTIONS);
  for (let second = 0; second < 905; second += 1) {
    const { batch: rows, timeMs } = batch(pairs(250), second, () => 1);
    store.add(rows, timeMs);
  }
  expect(store.histories.get('P249-USD')?.length).toBe(900);
  expect(store.bytes()).toBeLessThanOrEqual(DEFAULT_STORE_OPTIONS.historyBytes);
});

test('keeps fewer rows per pair when many pairs would exceed the bound', () => {
  const historyBytes = 1_000 * ROW_BYTES;
  const store = createStatisticsStore({ historyRows: 100, historyBytes, evictAfterMs: 900_000 });
  let second = 0;
  for (const count of [10, 11, 50, 400]) {
    for (let i = 0; i < 120; i += 1) {
      const { batch: rows, timeMs } = batch(pairs(count), second, () => 1);
      store.add(rows, timeMs);
      second += 1;
    }
    expect(store.bytes()).toBeLessThanOrEqual(historyBytes);
    for (const history of store.histories.values()) {
      expect(history.at(history.length - 1, CELL.time)).toBe(batch([], second - 1).timeMs);
    }
  }
  expect(store.histories.get('P0-USD')?.length).toBe(1);
});

test('forgets pairs that stopped publishing, and says how many', () => {
  const store = createStatisticsStore({ historyRows: 10, historyBytes: 1e6, evictAfterMs: 100_000 });
  const first = batch(['OLD-USD', 'ODD-USD', 'BTC-USD'], 0);
  store.add(first.batch, first.timeMs);
  let evicted = 0;
  for (let second = 1; second <= 300; second += 1) {
    const next = batch(second === 90 ? ['BTC-USD', 'ODD-USD'] : ['BTC-USD'], second);
    evicted += store.add(next.batch, next.timeMs);
    if (second <= 100) expect(store.histories.has('OLD-USD')).toBe(true);
    if (second === 170) expect([...store.histories.keys()]).toEqual(['ODD-USD', 'BTC-USD']);
  }
  expect([...store.histories.keys()]).toEqual(['BTC-USD']);
  expect(evicted).toBe(2);
});

test('counts the pairs whose newest row has a trade in its last 60 s', () => {
  const store = createStatisticsStore(DEFAULT_STORE_OPTIONS);
  const rows = batch(pairs(5), 1, (name, pair) => (name === 'trade_count_60s' && pair > 'P2' ? 3 : 0));
  store.add(rows.batch, rows.timeMs);
  expect(store.activePairs()).toBe(3);
  const idle = batch(pairs(5), 2, () => 0);
  store.add(idle.batch, idle.timeMs);
  expect(store.activePairs()).toBe(0);
});

test('takes only the valid rows of a batch', () => {
  const store = createStatisticsStore(DEFAULT_STORE_OPTIONS);
  const { batch: rows, timeMs } = batch(pairs(3), 1);
  store.add({ ...rows, length: 2 }, timeMs);
  expect([...store.histories.keys()]).toEqual(['P0-USD', 'P1-USD']);
});
