import { expect, test } from 'vitest';
import { flaggedSpans, largestStepMs, nearestIndex, unbrokenRuns } from '../../../renderer/charts/line-geometry.ts';

const seconds = (...list: number[]) => list.map((s) => s * 1_000);

test('a line breaks where a value is missing', () => {
  expect(unbrokenRuns(seconds(1, 2, 3, 4, 5), [1, null, 3, 4, Number.NaN], 2_500)).toEqual([
    [0, 1],
    [2, 4],
  ]);
});

test('a line breaks where time is missing: an outage is not a straight line', () => {
  expect(unbrokenRuns(seconds(1, 2, 60, 61), [1, 2, 3, 4], 2_500)).toEqual([
    [0, 2],
    [2, 4],
  ]);
});

test('the usual step tells what a hole is, also for slow publishing', () => {
  expect(largestStepMs(seconds(1, 2, 3, 4, 60))).toBe(2_500);
  expect(largestStepMs(seconds(10, 20, 30, 40))).toBe(25_000);
  expect(largestStepMs([])).toBe(2_500);
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
