import { describe, expect, test } from 'vitest';
import { LatencyHistogram } from '../../../main/diagnostics/latency-histogram.ts';

describe('quantiles', () => {
  test('are those of what was measured, to a sixteenth', () => {
    const histogram = new LatencyHistogram();
    for (let ms = 1; ms <= 1_000; ms += 1) histogram.record(ms, 0);
    const { count, p50Ms, p95Ms, p99Ms, maxMs, negative } = histogram.summary(0);
    expect({ count, maxMs, negative }).toEqual({ count: 1_000, maxMs: 1_000, negative: 0 });
    for (const [found, exact] of [
      [p50Ms, 500],
      [p95Ms, 950],
      [p99Ms, 990],
    ] as const) {
      expect(Math.abs((found as number) - exact) / exact).toBeLessThan(1 / 16);
    }
  });

  test('of a single value are near it and never beyond the largest', () => {
    for (const ms of [0.004, 0.5, 3, 47, 12_345]) {
      const histogram = new LatencyHistogram();
      histogram.record(ms, 0);
      const { p50Ms, p99Ms } = histogram.summary(0);
      expect(p99Ms).toBe(p50Ms);
      expect(p50Ms as number).toBeLessThanOrEqual(ms);
      expect(p50Ms as number).toBeGreaterThan(ms * (15 / 16));
    }
  });

  test('of nothing are unknown, not zero', () => {
    expect(new LatencyHistogram().summary(0)).toEqual({
      count: 0,
      p50Ms: null,
      p95Ms: null,
      p99Ms: null,
      maxMs: null,
      negative: 0,
    });
  });

  test('what is below zero is zero, and counted: clocks disagree', () => {
    const histogram = new LatencyHistogram();
    histogram.record(-20, 0);
    expect(histogram.summary(0)).toMatchObject({ count: 1, p50Ms: 0, maxMs: 0, negative: 1 });
  });

  test('days and more are the longest there is', () => {
    const histogram = new LatencyHistogram();
    histogram.record(1e12, 0);
    expect(histogram.summary(0)).toMatchObject({ count: 1, maxMs: 1e12 });
  });
});

test('what is older than a minute is forgotten, also when nothing follows', () => {
  const histogram = new LatencyHistogram();
  histogram.record(5, 1_000);
  histogram.record(7, 31_000);
  expect(histogram.summary(59_000).count).toBe(2);
  expect(histogram.summary(61_000).count).toBe(1);
  expect(histogram.summary(61_000).maxMs).toBe(7);
  expect(histogram.summary(95_000).count).toBe(0);
  histogram.record(9, 61_500);
  expect(histogram.summary(61_500)).toMatchObject({ count: 2, maxMs: 9 });
});
