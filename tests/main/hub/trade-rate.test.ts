import { expect, test } from 'vitest';
import { createTradeRate } from '../../../main/hub/trade-rate.ts';

function rateAt(startMs: number) {
  let now = startMs;
  const rate = createTradeRate(() => now);
  const advance = (ms: number) => {
    now += ms;
  };
  return { rate, advance };
}

test('is the mean of the last 10 s', () => {
  const { rate, advance } = rateAt(5_000);
  for (let i = 0; i < 300; i += 1) {
    rate.add(5);
    advance(100);
    if (i > 100) expect(rate.perSecond()).toBeCloseTo(50, 9);
  }
  advance(4_950);
  expect(rate.perSecond()).toBeCloseTo(25, 0);
  advance(5_100);
  expect(rate.perSecond()).toBe(0);
});

test('spreads the first seconds over the time that has passed, at least one second', () => {
  const { rate, advance } = rateAt(123);
  rate.add(30);
  expect(rate.perSecond()).toBe(30);
  advance(3_000);
  expect(rate.perSecond()).toBe(10);
});

test('forgets what is older than 10 s after any pause', () => {
  const { rate, advance } = rateAt(0);
  rate.add(1_000);
  advance(3_600_000);
  rate.add(20);
  advance(100);
  expect(rate.perSecond()).toBeCloseTo(2, 1);
});
