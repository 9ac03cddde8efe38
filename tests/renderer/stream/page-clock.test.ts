import { expect, test } from 'vitest';
import { createPageClock } from '../../../renderer/stream/page-clock.ts';

function clocks() {
  const at = { wall: 1_000_000, monotonic: 500 };
  return {
    at,
    now: createPageClock(
      () => at.wall,
      () => at.monotonic,
    ),
  };
}

function pass(at: { wall: number; monotonic: number }, wall: number, monotonic = wall): void {
  at.wall += wall;
  at.monotonic += monotonic;
}

test('runs like a stopwatch while the computer is awake', () => {
  const { at, now } = clocks();
  const start = now();
  pass(at, 750);
  expect(now() - start).toBe(750);
});

test('counts the time that the computer slept', () => {
  const { at, now } = clocks();
  const start = now();
  pass(at, 60_000, 100);
  expect(now() - start).toBe(60_000);
  pass(at, 1_000);
  expect(now() - start).toBe(61_000);
});

test('never goes back when the wall clock is set back, and goes on afterwards', () => {
  const { at, now } = clocks();
  const start = now();
  pass(at, -3_600_000, 40);
  expect(now() - start).toBe(40);
  pass(at, 1_000);
  expect(now() - start).toBe(1_040);
});

test('a drift within two seconds is no sleep', () => {
  const { at, now } = clocks();
  const start = now();
  pass(at, 2_500, 1_000);
  expect(now() - start).toBe(1_000);
});
