import { describe, expect, test } from 'vitest';
import { createClock } from '../../main/clock.ts';

function fakeTime() {
  const time = { wallMs: 1_700_000_000_000, monotonicMs: 5_000 };
  return {
    time,
    clock: createClock(
      () => time.wallMs,
      () => time.monotonicMs,
    ),
  };
}

describe('the clock', () => {
  test('runs with the monotonic clock, to the microsecond', () => {
    const { time, clock } = fakeTime();
    const start = clock.nowUs();
    time.monotonicMs += 12.345;
    time.wallMs += 12;
    expect(clock.nowUs() - start).toBe(12_345);
  });

  test('ignores small steps of the wall clock', () => {
    const { time, clock } = fakeTime();
    const start = clock.nowUs();
    time.wallMs -= 900;
    expect(clock.nowUs()).toBe(start);
    expect(clock.jumps).toEqual({ forward: 0, backward: 0, behindMs: 0 });
  });

  test('follows a jump forward (the machine slept) and counts it', () => {
    const { time, clock } = fakeTime();
    clock.nowUs();
    time.wallMs += 3_600_000;
    expect(clock.nowUs()).toBe(time.wallMs * 1_000);
    expect(clock.jumps.forward).toBe(1);
  });

  test('does not follow the wall clock back, keeps running, and says how far behind the wall clock is', () => {
    const { time, clock } = fakeTime();
    const start = clock.nowUs();
    time.wallMs -= 60_000;
    expect(clock.nowUs()).toBe(start);
    time.monotonicMs += 1_000;
    time.wallMs += 1_000;
    expect(clock.nowUs() - start).toBe(1_000_000);
    expect(clock.jumps).toMatchObject({ backward: 1, behindMs: 60_000 });
  });
});
