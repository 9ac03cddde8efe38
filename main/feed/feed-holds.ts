import type { Feed } from './feed.ts';

/** Who may hold a feed, and the reason that the outage gets. */
export const HOLD_REASONS = {
  user: 'the feed was stopped by the user',
  sleep: 'the computer slept',
  test: 'the connection was tested',
} as const;
export type Holder = keyof typeof HOLD_REASONS;

/** Holds a feed as long as anyone wants it held. */
export interface FeedHolds {
  hold(holder: Holder): void;
  release(holder: Holder): void;
  isHeldBy(holder: Holder): boolean;
}

export function createFeedHolds(feed: Pick<Feed, 'hold' | 'release'>): FeedHolds {
  const holders = new Set<Holder>();
  return {
    hold(holder) {
      holders.add(holder);
      feed.hold(HOLD_REASONS[holder]);
    },
    release(holder) {
      if (holders.delete(holder) && holders.size === 0) feed.release();
    },
    isHeldBy: (holder) => holders.has(holder),
  };
}
