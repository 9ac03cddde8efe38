import type { Trade } from '../../engine/trade.ts';

export type FeedKind = 'polygon' | 'demo' | 'replay';

/** States of a feed connection (spec: idle -> connecting -> authenticating -> subscribing -> live -> backing-off -> stopped). */
export type FeedState = 'idle' | 'connecting' | 'authenticating' | 'subscribing' | 'live' | 'backing-off' | 'stopped';

/** An outage: trades that arrived between these two instants, if any, were not seen. */
export interface FeedGap {
  /** Arrival of the last trade before, Unix microseconds; null if there was none. */
  readonly fromUs: number | null;
  /** Arrival of the first trade after, Unix microseconds. */
  readonly toUs: number;
  readonly reason: string;
  readonly reconnects: number;
}

/** Counted since start; what is dropped, late or repeated is never silent. */
export interface FeedCounters {
  readonly frames: number;
  readonly trades: number;
  readonly duplicates: number;
  /** Events that were not usable (bad JSON, missing or impossible fields). */
  readonly malformed: number;
  /** Well-formed events of kinds that nobody asked for. */
  readonly ignored: number;
  /** Trades whose exchange time is older than that of the trade before. */
  readonly outOfOrder: number;
  /** Trades without a taker side. */
  readonly sideless: number;
  readonly reconnects: number;
  readonly gaps: number;
}

export interface FeedStatus {
  readonly kind: FeedKind;
  readonly state: FeedState;
  /** Where the data comes from, for people: an address without secrets, a file name, "simulated market". */
  readonly source: string;
  /** Why it is in this state or what to do, for people; null when there is nothing to say. */
  readonly detail: string | null;
  /** A problem that does not end the connection (no trades for 15 s, clock skew, a refused channel); null = none. */
  readonly warning: string | null;
  /** Arrival of the last trade on the feed's clock, Unix milliseconds; null = none yet. */
  readonly lastTradeMs: number | null;
  /** Arrival of the last frame of any kind on the feed's clock, Unix milliseconds; null = none yet. */
  readonly lastFrameMs: number | null;
  /** Median of (arrival - exchange time) over recent trades, milliseconds; null = unknown. */
  readonly clockSkewMs: number | null;
  readonly counters: FeedCounters;
}

export interface FeedEvents {
  /** Trades in order of arrival; `receivedTimeUs` never decreases. Called often, must return fast. */
  readonly onTrades: (batch: readonly Trade[]) => void;
  readonly onGap: (gap: FeedGap) => void;
  /** Called on every change of state, detail or warning (not for mere counters). */
  readonly onStatus: (status: FeedStatus) => void;
  /**
   * A replay only: it goes on from another place. What was derived from earlier trades is void; trades from `fromUs` up to
   * the wanted place follow at full speed, for windows and charts to fill, and are not to be shown one by one.
   */
  readonly onSeek?: (fromUs: number) => void;
  /** A replay only: its clock runs ahead of real time and no trade is in between; what is due by now is due at once. */
  readonly onQuiet?: () => void;
  /** A replay only: the wanted place is reached. */
  readonly onSeeked?: () => void;
}

/** One source of trades: live, simulated or recorded. Everything downstream is written once against this. */
export interface Feed {
  /** Starts delivering; never throws for a remote fault (that is a state). */
  start(events: FeedEvents): void;
  /**
   * Lets nothing in until `release`: the state is `stopped`, and the time between is an outage of that reason. A recording is
   * not held: it has a pause of its own.
   */
  hold(reason: string): void;
  /** Goes on after `hold`, at once. */
  release(): void;
  /** Opens a new connection at once, in place of the present one or of waiting for the next try. Nothing to do without one. */
  reconnect(reason: string): void;
  /** Ends everything and releases sockets, timers and files. Idempotent. */
  stop(): Promise<void>;
  status(): FeedStatus;
  /** The feed's clock, Unix microseconds: now for a live feed, the tape's position for a replay. Never goes back. */
  nowUs(): number;
}
