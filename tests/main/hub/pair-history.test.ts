import { expect, test } from 'vitest';
import { STATISTIC_NAMES } from '../../../engine/schema.ts';
import { CELL, FLAG, PairHistory, ROW_BYTES } from '../../../main/hub/pair-history.ts';
import { batch } from '../publish/fixtures.ts';

function fill(history: PairHistory, from: number, to: number, maxRows: number): void {
  for (let second = from; second < to; second += 1) {
    const { batch: rows, timeMs } = batch(['A-USD', 'B-USD'], second);
    history.append(rows, 1, timeMs, maxRows);
  }
}

function times(history: PairHistory): number[] {
  return Array.from({ length: history.length }, (_, row) => history.at(row, CELL.time));
}

function seconds(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => batch([], from + i).timeMs);
}

test('grows with its rows and keeps the newest, oldest first', () => {
  const history = new PairHistory();
  expect(history.bytes).toBeLessThanOrEqual(8 * ROW_BYTES);
  fill(history, 0, 37, 100);
  expect(times(history)).toEqual(seconds(0, 37));
  expect(history.bytes).toBeLessThan(74 * ROW_BYTES);
  fill(history, 37, 1_234, 100);
  expect(times(history)).toEqual(seconds(1_134, 1_234));
  expect(history.bytes).toBe(100 * ROW_BYTES);
});

test('keeps every value, undefined ones and flags of its row', () => {
  const history = new PairHistory();
  const { batch: rows, timeMs } = batch(['A-USD', 'B-USD'], 5, (name) =>
    name === 'buy_pressure' ? Number.NaN : STATISTIC_NAMES.indexOf(name) + 0.1,
  );
  rows.partial[1] = 1;
  rows.afterReset[1] = 1;
  history.append(rows, 1, timeMs, 10);
  expect(history.at(0, CELL.lastTradeTime)).toBe(timeMs - 250);
  expect(history.at(0, CELL.flags)).toBe(FLAG.partial | FLAG.after_reset);
  for (const [i, name] of STATISTIC_NAMES.entries()) {
    expect(history.at(0, CELL.firstStatistic + i)).toBe(name === 'buy_pressure' ? Number.NaN : i + 0.1);
  }
});

test('gives memory back when its share shrinks, and grows again', () => {
  const history = new PairHistory();
  fill(history, 0, 150, 100);
  fill(history, 150, 151, 20);
  expect(times(history)).toEqual(seconds(131, 151));
  expect(history.bytes).toBe(20 * ROW_BYTES);
  fill(history, 151, 152, 1);
  expect(times(history)).toEqual(seconds(151, 152));
  fill(history, 152, 300, 50);
  expect(times(history)).toEqual(seconds(250, 300));
});
