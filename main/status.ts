import type { EngineCounters, Profile } from '../engine/engine.ts';
import type { FeedGap, FeedStatus } from './feed/feed.ts';
import type { BackfillStatus } from './recording/backfill/backfill-status.ts';
import type { RecorderStatus } from './recording/recorder-status.ts';

/** The state of the whole application once a second: what the status bar, /healthz and the stream show. */
export interface AppStatus {
  /** The feed's clock, Unix milliseconds: ages are differences to it. */
  readonly nowMs: number;
  readonly startedAtMs: number;
  readonly uptimeS: number;
  readonly feed: FeedStatus;
  readonly engine: EngineCounters;
  /** Mean of the last 10 s. */
  readonly tradesPerSecond: number;
  /** Pairs with a trade in the last 60 s. */
  readonly activePairs: number;
  /** Pairs with a statistics row now. */
  readonly pairs: number;
  /** Newest outages, newest last, at most 20. */
  readonly gaps: readonly FeedGap[];
  /** Null where nothing is recorded: a replay, simulated trades, or switched off. */
  readonly recording: RecorderStatus | null;
  /** Null where there is nothing to fetch: without recording, and for simulated or replayed trades. */
  readonly backfill: BackfillStatus | null;
  /** Connected viewers, by stream. */
  readonly clients: { readonly stream: number; readonly reference: number };
  /** Viewers that were cut off because they did not read, and snapshots sent anew to slow ones. */
  readonly clientsCutOff: number;
  readonly resyncs: number;
}

/** Facts that do not change while the application runs. */
export interface AppInfo {
  readonly product: string;
  readonly version: string;
  readonly profile: Profile;
  readonly publishIntervalS: number;
  readonly webPort: number;
  readonly wsPort: number;
}

/** After this long without a trade a live feed is no longer shown as healthy. */
export const STALE_AFTER_MS = 15_000;

export type Health = 'ok' | 'waiting' | 'stale' | 'down';

/**
 * The one rule for the light: `ok` (green) only with a trade in the last 15 s over a live connection.
 * `waiting`: on its way for the first time, nothing lost yet; `stale`: connected without data; `down`: not connected.
 */
export function healthOf(feed: FeedStatus, nowMs: number): Health {
  const ageMs = feed.lastTradeMs === null ? null : nowMs - feed.lastTradeMs;
  const isFirstTry = ageMs === null && feed.counters.reconnects === 0;
  switch (feed.state) {
    case 'live':
      if (ageMs === null) return isFirstTry ? 'waiting' : 'stale';
      return ageMs <= STALE_AFTER_MS ? 'ok' : 'stale';
    case 'connecting':
    case 'authenticating':
    case 'subscribing':
    case 'idle':
      return isFirstTry ? 'waiting' : 'down';
    case 'backing-off':
    case 'stopped':
      return 'down';
  }
}
