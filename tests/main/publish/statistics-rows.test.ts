import { expect, test } from 'vitest';
import { createHub, type Hub } from '../../../main/hub/hub.ts';
import { CELL } from '../../../main/hub/pair-history.ts';
import { newestRows, thinnedRows } from '../../../main/publish/statistics-rows.ts';
import { batch, START_MS } from './fixtures.ts';

function filled(pairs: readonly string[], fromSecond: number, toSecond: number, hub: Hub = createHub()): Hub {
  for (let second = fromSecond; second <= toSecond; second += 1) {
    const { batch: rows, timeMs } = batch(pairs, second);
    hub.addStatistics(rows, timeMs);
  }
  return hub;
}

const secondsOf = (rows: ReturnType<typeof thinnedRows>) =>
  rows.map(({ history, index }) => (history.at(index, CELL.time) - START_MS) / 1_000);

test('one row a minute and the newest, oldest first', () => {
  const rows = thinnedRows(filled(['A-USD'], 30, 200).histories(), 1_000);
  expect(secondsOf(rows)).toEqual([59, 119, 179, 200]);
});

test('pairs are merged in order of time, each with its newest row', () => {
  const hub = filled(['A-USD', 'B-USD'], 1, 90);
  filled(['A-USD'], 91, 130, hub);
  const rows = thinnedRows(hub.histories(), 1_000);
  expect(rows.map(({ pair }, i) => `${pair} ${secondsOf(rows)[i]}`)).toEqual([
    'A-USD 59',
    'B-USD 59',
    'B-USD 90',
    'A-USD 119',
    'A-USD 130',
  ]);
  expect(secondsOf(newestRows(hub.histories()))).toEqual([130, 90]);
});

test('many pairs get fewer minutes, but always their newest row', () => {
  const pairs = Array.from({ length: 60 }, (_, i) => `P${i}-USD`);
  const { histories } = filled(pairs, 0, 600);
  expect(thinnedRows(histories(), 200)).toHaveLength(180);
  const fewest = thinnedRows(histories(), 10);
  expect(secondsOf(fewest)).toEqual(pairs.map(() => 600));
  expect(thinnedRows(new Map(), 10)).toEqual([]);
});
