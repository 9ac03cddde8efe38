import { expect, test } from 'vitest';
import { createChartHistory } from '../../../main/hub/chart-history.ts';
import { CELL, FLAG, PairHistory, ROW_BYTES } from '../../../main/hub/pair-history.ts';
import { batch, START_MS } from '../publish/fixtures.ts';

const MIN = 60_000;
const HOUR = 60 * MIN;

/** Feeds seconds into the fine history of pairs and into the charts, as the hub does. */
function filled(
  seconds: Iterable<number>,
  options: { pairs?: string[]; bytes?: number; publishIntervalMs?: number } = {},
) {
  const { pairs = ['A-USD'], bytes = 64 * 1024 * 1024, publishIntervalMs = 1_000 } = options;
  const charts = createChartHistory({ publishIntervalMs, bytes });
  const newest = new Map(pairs.map((pair) => [pair, new PairHistory()]));
  for (const second of seconds) {
    const { batch: rows, timeMs } = batch(pairs, second);
    for (const [i, pair] of pairs.entries()) newest.get(pair)?.append(rows, i, timeMs, 900);
    charts.add(pairs, newest);
  }
  const rowsOf = (rangeMs: number, pair = 'A-USD') =>
    charts.rowsOf(pair, newest.get(pair), rangeMs).map(({ history, index }) => ({
      second: (history.at(index, CELL.time) - START_MS) / 1_000,
      isBreak: Number.isNaN(history.at(index, CELL.firstStatistic)),
      isGap: (history.at(index, CELL.flags) & FLAG.partial) !== 0,
    }));
  return { charts, rowsOf, timesOf: (rangeMs: number) => rowsOf(rangeMs).map(({ second }) => second) };
}

function* span(from: number, to: number, step = 1): Generator<number> {
  for (let i = from; i < to; i += step) yield i;
}

function stored(minutes: Iterable<number>): PairHistory {
  const history = new PairHistory();
  for (const minute of minutes) {
    const { batch: rows, timeMs } = batch(['A-USD'], minute * 60);
    history.append(rows, 0, timeMs, 10_000);
  }
  return history;
}

test('a range is as dense as it needs, its newest row is the newest there is, and no row comes twice', () => {
  const { timesOf } = filled(span(0, 5_000));
  expect(timesOf(15 * MIN)).toEqual([...span(4_099, 5_000)].slice(1));
  const hour = timesOf(HOUR);
  expect(hour).toEqual([...span(1_400, 5_000, 10), 4_999]);
  expect(timesOf(6 * HOUR)).toEqual([...span(0, 5_000, 60), 4_999]);
});

test('where the dense rows end the less dense ones go on, without a break', () => {
  const charts = filled(span(0, 1_000));
  // 900 dense rows reach back to second 100; before them one row per 10 s.
  expect(charts.timesOf(16 * MIN)[0]).toBeLessThan(100);
  expect(charts.rowsOf(16 * MIN).some(({ isBreak }) => isBreak)).toBe(false);
  expect(charts.rowsOf(24 * HOUR).some(({ isBreak }) => isBreak)).toBe(false);
});

test('missing time is a row without values in every range', () => {
  const { rowsOf } = filled([...span(0, 300), ...span(600, 700)]);
  for (const range of [15 * MIN, HOUR, 24 * HOUR]) {
    const rows = rowsOf(range);
    const at = rows.findIndex(({ isBreak }) => isBreak);
    expect(rows.filter(({ isBreak }) => isBreak)).toHaveLength(1);
    expect(rows[at - 1]?.second).toBeLessThan(300);
    expect(rows[at + 1]?.second).toBeGreaterThanOrEqual(600);
  }
});

test('rows once a minute, as the other profile publishes them, are no holes', () => {
  const { rowsOf, timesOf } = filled(span(0, 7_200, 60), { publishIntervalMs: 60_000 });
  expect(rowsOf(6 * HOUR).some(({ isBreak }) => isBreak)).toBe(false);
  expect(timesOf(6 * HOUR)).toEqual([...span(0, 7_200, 60)]);
});

test('recorded rows come before those of this run, with a break at the seam however short it is', () => {
  const { charts, rowsOf } = filled(span(600, 660));
  // The newest hour is added first, then what lies before it; what overlaps this run is left out.
  charts.addStored('A-USD', stored([5, 6, 7, 8, 9, 10, 11]));
  charts.addStored('A-USD', stored([-3, -2, 2, 3, 4]));
  const rows = rowsOf(HOUR);
  const seconds = rows.filter(({ isBreak }) => !isBreak).map(({ second }) => second);
  expect(seconds).toEqual([-180, -120, 120, 180, 240, 300, 360, 420, 480, 540, ...span(600, 660, 10), 659]);
  const breaks = rows.flatMap(({ isBreak }, i) => (isBreak ? [[rows[i - 1]?.second, rows[i + 1]?.second]] : []));
  expect(breaks).toEqual([
    [-120, 120],
    [540, 600],
  ]);
  // Only where two runs meet it is known that something was missed.
  expect(rows.filter(({ isBreak, isGap }) => isBreak && isGap).map(({ second }) => second)).toEqual([599.999]);
});

test('a pair that has not traded in this run shows only what lies within the range of now', () => {
  const { charts } = filled(span(7_200, 7_210), { pairs: ['B-USD'] });
  charts.addStored('A-USD', stored([0, 1, 2, 119]));
  const times = (range: number) => charts.rowsOf('A-USD', undefined, range).length;
  expect(times(15 * MIN)).toBe(1);
  expect(times(24 * HOUR)).toBe(5);
  expect(charts.rowsOf('NONE-USD', undefined, HOUR)).toEqual([]);
});

test('memory stays within its bound, and a day is the most that is kept', () => {
  const pairs = Array.from({ length: 40 }, (_, i) => `P${i}-USD`);
  const bytes = 40 * 500 * ROW_BYTES;
  const { charts } = filled(span(0, 100_000, 60), { pairs, bytes });
  expect(charts.bytes()).toBeLessThanOrEqual(bytes);
  expect(charts.rowsOf('P7-USD', undefined, 24 * HOUR).length).toBeGreaterThan(100);
  charts.sweep(START_MS + 100_000_000 + 25 * HOUR);
  expect(charts.bytes()).toBe(0);
});
