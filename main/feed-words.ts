import { duration } from './duration.ts';
import type { FeedStatus } from './feed/feed.ts';
import type { Health } from './status.ts';

/** The state of a feed in words. */
export function feedWords(feed: FeedStatus, health: Health, ageMs: number | null): string {
  if (health === 'ok') return feed.kind === 'demo' ? 'live, simulated' : feed.kind === 'replay' ? 'replaying' : 'live';
  if (feed.kind === 'replay' && feed.state === 'stopped') return feed.detail ?? 'stopped';
  if (health === 'stale') return ageMs === null ? 'connected, no trades yet' : `no trades for ${duration(ageMs)}`;
  switch (feed.state) {
    case 'idle':
      return 'starting';
    case 'connecting':
      return health === 'down' ? 'reconnecting' : 'connecting';
    case 'authenticating':
      return 'signing in';
    case 'subscribing':
      return 'subscribing';
    case 'live':
      return 'waiting for the first trade';
    case 'backing-off':
      return 'disconnected, retrying';
    case 'stopped':
      return 'stopped';
  }
}
