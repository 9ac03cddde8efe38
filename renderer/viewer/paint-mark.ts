/** Name of the performance entries that say when new trades became visible. */
export const TRADES_PAINTED = 'mtd:trades-painted';

/**
 * Returns a function to call after each drawing of the trades with the arrival time (Unix ms) of the newest row. In the
 * frame that paints a newer row it leaves one performance mark with that time, for measurements of the way from the
 * socket to the screen. Marks are taken away at once (observers still get them), so nothing piles up.
 */
export function createTradesPaintMark(): (newestReceivedMs: number) => void {
  let markedMs = 0;
  let pendingMs: number | null = null;
  return (newestReceivedMs) => {
    if (newestReceivedMs <= markedMs) return;
    const isScheduled = pendingMs !== null;
    pendingMs = newestReceivedMs;
    if (isScheduled) return;
    requestAnimationFrame(() => {
      const receivedMs = pendingMs ?? 0;
      pendingMs = null;
      markedMs = receivedMs;
      performance.mark(TRADES_PAINTED, { detail: { receivedMs } });
      performance.clearMarks(TRADES_PAINTED);
    });
  };
}
