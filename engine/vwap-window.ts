import type { Row } from './row.ts';
import type { Trade } from './trade.ts';

/** A weighted mean is undefined below this total weight: the sum of sizes is dust, or only rounding. */
export const MIN_WEIGHT = 1e-9;

/** Size-weighted mean price of the last trades, whatever their age. */
export interface VwapWindow {
  add(trade: Trade): void;
  /** Forgets every trade. */
  reset(): void;
  /** Writes VWAP into the row. */
  evaluate(row: Row): void;
}
