import type { StatisticsBatch } from '../../engine/engine.ts';
import { STATISTIC_NAMES } from '../../engine/schema.ts';
import { CELL, PairHistory, ROW_BYTES } from './pair-history.ts';

const TRADE_COUNT_CELL = CELL.firstStatistic + STATISTIC_NAMES.indexOf('trade_count_60s');
const SWEEP_INTERVAL_MS = 60_000;

export interface StatisticsStoreOptions {
  /** Rows kept per pair while memory allows: 900 rows of 1 s are 15 minutes. */
  readonly historyRows: number;
  /** Bound on the bytes of all histories; with many pairs each keeps fewer rows. */
  readonly historyBytes: number;
  /** A pair without a row for this long (in the time of the rows) is forgotten. */
  readonly evictAfterMs: number;
}

export const DEFAULT_STORE_OPTIONS: StatisticsStoreOptions = {
  historyRows: 900,
  historyBytes: 96 * 1024 * 1024,
  evictAfterMs: 15 * 60_000,
};

/** The newest statistics row and a bounded history of every pair that publishes. */
export interface StatisticsStore {
  /** Copies the rows of one instant; returns how many silent pairs were forgotten. */
  add(batch: StatisticsBatch, timeMs: number): number;
  /** By pair, in order of first appearance; every history holds at least one row. */
  readonly histories: ReadonlyMap<string, PairHistory>;
  /** Pairs whose newest row counts a trade in its last 60 s. */
  activePairs(): number;
  /** Bytes held by the histories. */
  bytes(): number;
}

export function createStatisticsStore(options: StatisticsStoreOptions): StatisticsStore {
  const histories = new Map<string, PairHistory>();
  let sweptMs = Number.NEGATIVE_INFINITY;

  /** Halves until all pairs fit, so that the bound moves rarely and histories are seldom copied. */
  function rowsPerPair(): number {
    let rows = options.historyRows;
    while (rows > 1 && rows * histories.size * ROW_BYTES > options.historyBytes) rows = Math.floor(rows / 2);
    return rows;
  }

  function evictSilent(timeMs: number): number {
    let evicted = 0;
    for (const [pair, history] of histories) {
      if (timeMs - history.at(history.length - 1, CELL.time) <= options.evictAfterMs) continue;
      histories.delete(pair);
      evicted += 1;
    }
    return evicted;
  }

  return {
    histories,
    add(batch, timeMs) {
      for (let i = 0; i < batch.length; i += 1) {
        const pair = batch.pairs[i] as string;
        if (!histories.has(pair)) histories.set(pair, new PairHistory());
      }
      const maxRows = rowsPerPair();
      for (let i = 0; i < batch.length; i += 1) {
        histories.get(batch.pairs[i] as string)?.append(batch, i, timeMs, maxRows);
      }
      if (Math.abs(timeMs - sweptMs) < SWEEP_INTERVAL_MS) return 0;
      sweptMs = timeMs;
      return evictSilent(timeMs);
    },
    activePairs() {
      let active = 0;
      for (const history of histories.values()) {
        if (history.at(history.length - 1, TRADE_COUNT_CELL) > 0) active += 1;
      }
      return active;
    },
    bytes() {
      let bytes = 0;
      for (const history of histories.values()) bytes += history.bytes;
      return bytes;
    },
  };
}
