import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decimalsOf,
  extentOf,
  linearScale,
  linearTicks,
  logScale,
  logTicks,
  padded,
  steadyDomain,
  timeTicks,
} from '../../../renderer/charts/scale.ts';

describe('scales', () => {
  test('map ends to ends', () => {
    const scale = linearScale(10, 20, 100, 0);
    expect([10, 15, 20].map(scale)).toEqual([100, 50, 0]);
    const log = logScale(1, 1_000, 0, 300);
    expect([1, 10, 1_000].map((value) => Math.round(log(value)))).toEqual([0, 100, 300]);
  });

  test('a domain of one value lies in the middle, not at NaN', () => {
    expect(linearScale(5, 5, 0, 100)(5)).toBe(50);
  });
});

describe('domains', () => {
  test('gaps and impossible values do not count', () => {
    expect(extentOf([null, 3, Number.NaN, -1, Number.POSITIVE_INFINITY])).toEqual([-1, 3]);
    expect(extentOf([null, Number.NaN])).toBeNull();
  });

  test('have room around any data and never lose their sign', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const [min, max] = padded([low, high]);
        expect(max).toBeGreaterThan(min);
        expect(min).toBeLessThanOrEqual(low);
        expect(max).toBeGreaterThanOrEqual(high);
        if (low >= 0 && high > low * (1 + 1e-6)) expect(min).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('equal prices get a neighbourhood, tiny and large', () => {
    expect(padded([1e-9, 1e-9])[0]).toBeCloseTo(0.999e-9, 15);
    expect(padded([112_000, 112_000])).toEqual([111_888, 112_112]);
    expect(padded([0, 0])).toEqual([-1, 1]);
  });

  test('stay still while the data still uses them', () => {
    expect(steadyDomain([0, 100], [10, 90])).toEqual([0, 100]);
    expect(steadyDomain([0, 100], [10, 40])).toEqual([10, 40]);
    expect(steadyDomain([0, 100], [10, 101])).toEqual([10, 101]);
    expect(steadyDomain(null, [1, 2])).toEqual([1, 2]);
  });
});

describe('marks', () => {
  test('are round and inside', () => {
    expect(linearTicks(0.03, 0.51, 5)).toEqual({ ticks: [0.1, 0.2, expect.closeTo(0.3), 0.4, 0.5], step: 0.1 });
    expect(linearTicks(111_940, 112_120, 4).ticks).toEqual([111_950, 112_000, 112_050, 112_100]);
  });

  test('zero is never negative', () => {
    const { ticks } = linearTicks(-0.001, 0.004, 5);
    expect(ticks.some((tick) => Object.is(tick, -0))).toBe(false);
    expect(ticks).toContain(0);
  });

  test('labels tell neighbouring marks apart', () => {
    expect([1_000, 1, 0.5, 0.1, 0.002, 1e-9].map(decimalsOf)).toEqual([0, 0, 1, 1, 3, 9]);
  });

  test('a logarithmic axis shows powers of ten, more on a short one, and its ends on a very short one', () => {
    expect(logTicks(0.5, 2e6, 10)).toEqual([1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]);
    expect(logTicks(0.5, 2e6, 3)).toEqual([1, 1_000, 1_000_000]);
    expect(logTicks(20, 600, 4)).toEqual([20, 50, 100, 200, 500]);
    expect(logTicks(21, 23, 4)).toEqual([21, 23]);
  });

  test('times are whole seconds or minutes', () => {
    const from = Date.UTC(2026, 0, 1, 12, 0, 7);
    expect(timeTicks(from, from + 60_000, 4)).toEqual({
      step: 15_000,
      ticks: [15_000, 30_000, 45_000, 60_000].map((ms) => Date.UTC(2026, 0, 1, 12) + ms),
    });
    expect(timeTicks(from, from + 900_000, 5).step).toBe(300_000);
    expect(timeTicks(from, from + 86_400_000, 4).step % 3_600_000).toBe(0);
  });

  test('nothing sensible to mark is not an endless loop', () => {
    expect(linearTicks(5, 5, 4).ticks).toEqual([5]);
    expect(linearTicks(Number.NaN, 1, 4).ticks).toHaveLength(1);
  });
});
