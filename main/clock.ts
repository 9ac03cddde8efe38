import { performance } from 'node:perf_hooks';

/** Wall-clock time that never goes backwards. */
export interface Clock {
  /** Unix microseconds. */
  nowUs(): number;
  /** Counts and sizes of the jumps that were seen between the wall clock and the monotonic clock. */
  readonly jumps: ClockJumps;
}

export interface ClockJumps {
  /** Times the wall clock ran ahead (the machine slept, or the clock was set forward) and we followed. */
  forward: number;
  /** Times the wall clock was set back and we did not follow. */
  backward: number;
  /** How far the wall clock is behind our time now, milliseconds; 0 when they agree. */
  behindMs: number;
}

const JUMP_TOLERANCE_MS = 1_000;

/**
 * A monotonic clock anchored to wall time. It follows the wall clock forward (sleep, a corrected clock), which its users
 * see as an outage; it never follows it back: windows would hold trades of the future.
 */
export function createClock(
  wallMs: () => number = Date.now,
  monotonicMs: () => number = () => performance.now(),
): Clock {
  let anchorWallMs = wallMs();
  let anchorMonotonicMs = monotonicMs();
  const jumps: ClockJumps = { forward: 0, backward: 0, behindMs: 0 };
  return {
    jumps,
    nowUs(): number {
      const wall = wallMs();
      const mono = monotonicMs();
      const now = anchorWallMs + (mono - anchorMonotonicMs);
      const aheadMs = wall - now;
      if (aheadMs > JUMP_TOLERANCE_MS) {
        jumps.forward += 1;
        jumps.behindMs = 0;
        anchorWallMs = wall;
        anchorMonotonicMs = mono;
        return Math.floor(wall * 1_000);
      }
      if (aheadMs < -JUMP_TOLERANCE_MS) {
        if (jumps.behindMs === 0) jumps.backward += 1;
        jumps.behindMs = -aheadMs;
      } else {
        jumps.behindMs = 0;
      }
      return Math.floor(now * 1_000);
    },
  };
}
