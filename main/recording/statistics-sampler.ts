import type { Profile } from '../../engine/engine.ts';

/**
 * Says which of the engine's instants are recorded: the first one, then the first of every interval of wall time, all rows of an
 * instant or none. Profile csp publishes each pair at its own time, once a minute, and is recorded as it comes.
 */
export function createStatisticsSampler(profile: Profile, intervalS: () => number): (timeMs: number) => boolean {
  if (profile === 'csp') return () => true;
  let recordedMs: number | null = null;
  return (timeMs) => {
    const intervalMs = intervalS() * 1_000;
    const due =
      recordedMs === null ||
      timeMs === recordedMs ||
      Math.floor(timeMs / intervalMs) > Math.floor(recordedMs / intervalMs);
    if (due) recordedMs = timeMs;
    return due;
  };
}
