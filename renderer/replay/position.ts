import type { ReplayHeader } from '../../main/publish/stream-messages.ts';

/** Longest time that a position is carried on without a message: the recording may have stopped moving. */
const MAX_CARRY_MS = 2_000;

/** Where the recording is `elapsedMs` after a message said where it was, Unix milliseconds. */
export function positionAfter(replay: ReplayHeader, elapsedMs: number): number {
  const { positionMs, lastMs, speed, paused, state } = replay;
  if (paused || state !== 'playing' || speed === 'max') return positionMs;
  return Math.min(lastMs, positionMs + speed * Math.min(MAX_CARRY_MS, Math.max(0, elapsedMs)));
}

/** The place that a key on the time bar leads to from another; null for a key without meaning. */
export function placeForKey(
  key: string,
  fromMs: number,
  { firstMs, lastMs }: Pick<ReplayHeader, 'firstMs' | 'lastMs'>,
): number | null {
  const step = (ms: number) => Math.min(lastMs, Math.max(firstMs, fromMs + ms));
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return step(-10_000);
    case 'ArrowRight':
    case 'ArrowUp':
      return step(10_000);
    case 'PageDown':
      return step(-600_000);
    case 'PageUp':
      return step(600_000);
    case 'Home':
      return firstMs;
    case 'End':
      return lastMs;
    default:
      return null;
  }
}
