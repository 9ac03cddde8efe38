import type { Trade } from '../../../engine/trade.ts';
import type { Feed, FeedGap, FeedStatus } from '../../../main/feed/feed.ts';

/** A feed under test with everything that it said. */
export interface Collected {
  readonly feed: Feed;
  readonly trades: Trade[];
  readonly batchSizes: number[];
  readonly gaps: FeedGap[];
  readonly statuses: FeedStatus[];
}

/** Starts a feed and keeps all its events; checks on the way that arrival times never decrease. */
export function collect(feed: Feed): Collected {
  const collected: Collected = { feed, trades: [], batchSizes: [], gaps: [], statuses: [] };
  feed.start({
    onTrades: (batch) => {
      for (const trade of batch) {
        if (trade.receivedTimeUs < (collected.trades.at(-1)?.receivedTimeUs ?? 0)) throw new Error('arrival went back');
        collected.trades.push(trade);
      }
      collected.batchSizes.push(batch.length);
    },
    onGap: (gap) => collected.gaps.push(gap),
    onStatus: (status) => collected.statuses.push(status),
  });
  return collected;
}

/** Waits until `condition` holds, or fails with `what` was awaited. */
export async function until(what: string, condition: () => boolean, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
