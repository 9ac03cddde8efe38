import type { StatisticsBatch } from '../../engine/engine.ts';
import type { Trade } from '../../engine/trade.ts';

/** Rows of both tables for display, and the listeners that get every new batch. See hub-types of the publishers. */
export interface HubListener {
  /** Trades since the last call, oldest first; called at most every 100 ms. */
  readonly onTrades?: (trades: readonly Trade[]) => void;
  /** Rows of one instant; the arrays are valid during the call only. `originUs` + timeNs / 1000 = Unix microseconds. */
  readonly onStatistics?: (batch: StatisticsBatch, timeMs: number) => void;
}
