import { expect, test } from 'vitest';
import { flaggedSpans, nearestIndex, unbrokenRuns } from '../../../renderer/charts/line-geometry.ts';

const seconds = (...list: number[]) => list.map((s) => s * 1_000);

test('a line breaks where a value is missing', () => {
  expect(unbrokenRuns(seconds(1, 2, 3, 4, 5), [1, null, 3, 4, Number.NaN])).toEqual([
    [0, 1],
    [2, 4],
  ]);
});

test('a line breaks at the row without values that stands where time is missing', () => {
  expect(unbrokenRuns(seconds(1, 2, 31, 60, 61), [1, 2, null, 3, 4])).toEqual([
    [0, 2],
    [3, 5],
  ]);
});

test('flagged rows become spans from the row before', () => {
  expect(flaggedSpans(seconds(1, 2, 3, 4, 5), [false, true, true, false, true])).toEqual([
    [1_000, 3_000],
    [4_000, 5_000],
  ]);
  expect(flaggedSpans(seconds(1, 2), [true, false])).toEqual([[1_000, 1_000]]);
  expect(flaggedSpans(seconds(1), [])).toEqual([]);
});

test('the nearest row under the pointer', () => {
  const times = seconds(10, 20, 40);
  expect([0, 14, 16, 31, 99].map((s) => nearestIndex(times, s * 1_000))).toEqual([0, 0, 1, 2, 2]);
  expect(nearestIndex([], 5)).toBe(-1);
});
