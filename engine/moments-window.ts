import type { Row } from './row.ts';

/**
 * Mean and sample standard deviation (ddof 1) of one statistic over its last ticks. Undefined values take a place in
 * the window and are not counted.
 */
export interface MomentsWindow {
  /** Takes the newest value from the row and writes mean (from 1 value) and deviation (from 2 values). */
  evaluate(row: Row): void;
  /** Lets so many ticks pass without a value. */
  skip(ticks: number): void;
}

/** Which statistics of the row a window reads and writes. */
export interface MomentsColumns {
  readonly of: number;
  readonly mean: number;
  readonly sd: number;
}
