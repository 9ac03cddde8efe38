import type { Row } from './row.ts';
import type { WaitingTrades } from './waiting-trades.ts';

/** A weighted mean is undefined below this total weight: the sum of sizes is dust, or only rounding. */
export const MIN_WEIGHT = 1e-9;

/** Size-weighted mean price of the last trades, whatever their age. */
export interface VwapWindow {
  /** Adds trades, oldest first. */
  take(trades: WaitingTrades): void;
  /** Forgets every trade. */
  reset(): void;
  /** Writes VWAP into the row. */
  evaluate(row: Row): void;
}
