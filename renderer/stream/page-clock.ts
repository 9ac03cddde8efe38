const TOLERANCE_MS = 2_000;

/**
 * A clock in milliseconds that never goes back and, unlike `performance.now()`, counts the time that the computer slept:
 * after waking, a stream of before is as old as it is. A wall clock that is set forward looks the same, and costs a reconnect.
 */
export function createPageClock(wallMs: () => number, monotonicMs: () => number): () => number {
  let offsetMs = wallMs() - monotonicMs();
  let sleptMs = 0;
  return () => {
    const jumpMs = wallMs() - monotonicMs() - offsetMs;
    if (Math.abs(jumpMs) > TOLERANCE_MS) {
      offsetMs += jumpMs;
      sleptMs += Math.max(0, jumpMs);
    }
    return monotonicMs() + sleptMs;
  };
}

/** The clock of this page: everything that compares ages uses it. */
export const pageNowMs = createPageClock(
  () => Date.now(),
  () => performance.now(),
);
