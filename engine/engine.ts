import type { StatisticName } from './schema.ts';
import type { Trade } from './trade.ts';

export type Profile = 'standard' | 'csp';

/**
 * Statistics of some pairs at one instant, in columns. The engine reuses every array for the next batch:
 * a receiver copies what it keeps. Only indices below `length` are valid.
 */
export interface StatisticsBatch {
  /** The instant of the rows, nanoseconds since the engine's origin. */
  readonly timeNs: number;
  readonly length: number;
  readonly pairs: readonly string[];
  /** NaN = undefined (null on every wire and in every file). */
  readonly values: Readonly<Record<StatisticName, Float64Array>>;
  /** Exchange time of the pair's last-arrived trade, Unix milliseconds. */
  readonly lastTradeTimeMs: Float64Array;
  /** 1 = a feed gap touches the 60 s windows. */
  readonly partial: Uint8Array;
  /** 1 = a feed gap touches the data behind the volatility columns. */
  readonly partial5m: Uint8Array;
  /** 1 = VWAP and EMAs were reset since the previous row of the pair. */
  readonly afterReset: Uint8Array;
}

/** What the engine met that a user may want to know; all counts since creation. */
export interface EngineCounters {
  readonly trades: number;
  /** Trades left out because price or size was not a usable number. */
  readonly unusableTrades: number;
  /** Seconds evaluated. */
  readonly ticks: number;
  readonly rows: number;
  /** Inputs whose time lay before the engine's time and was clamped to it. */
  readonly clampedTimes: number;
  /** Jumps over more than the catch-up bound, and the seconds not evaluated because of them. */
  readonly jumps: number;
  readonly skippedSeconds: number;
  readonly activePairs: number;
}

/**
 * Trades and times in, rows out. Every time is a number of nanoseconds since the engine's origin (exact in a double
 * for 104 days), given by the caller: the engine has no clock.
 */
export interface Engine {
  /** Runs everything due strictly before `timeNs`, then takes the trade. A time in the past is clamped and counted. */
  addTrade(timeNs: number, trade: Trade): void;
  /**
   * Evaluates every tick strictly before `timeNs`: at a tick's own instant trades may still arrive and belong to it.
   * With `maxPairSeconds` it stops after the tick that reaches so many evaluations and returns false: the caller lets
   * others run, then calls again, and holds trades back until it returns true.
   */
  advance(timeNs: number, maxPairSeconds?: number): boolean;
  /**
   * Says that the feed may have missed trades between two instants; rows from now on whose data it touches are partial.
   * `toNs` = Infinity: the gap lasts; the next call ends it. `fromNs` = -Infinity: since ever.
   */
  markGap(fromNs: number, toNs: number): void;
  counters(): EngineCounters;
  /** Seconds evaluated since creation, as `counters` says, for who asks with every trade. */
  ticks(): number;
}
