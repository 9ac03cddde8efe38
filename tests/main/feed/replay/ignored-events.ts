import type { FeedEvents } from '../../../../main/feed/feed.ts';

/** For who watches something else of a feed. */
export const IGNORED: FeedEvents = { onTrades: () => {}, onGap: () => {}, onStatus: () => {} };
