const FIRST_CEILING_MS = 500;
const LAST_CEILING_MS = 10_000;
const FLOOR_MS = 100;

/**
 * Waiting time before attempt number `attempt` (0 = the first after a loss), milliseconds: full jitter below a ceiling
 * that doubles up to 10 s, so that many viewers do not come back in the same instant.
 */
export function reconnectDelayMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LAST_CEILING_MS, FIRST_CEILING_MS * 2 ** Math.min(attempt, 10));
  return Math.max(FLOOR_MS, Math.round(random() * ceiling));
}
