import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATISTIC_NAMES, STATISTICS_COLUMNS, type StatisticName } from '../../engine/schema.ts';
import { sideOfCode } from '../../engine/trade.ts';
import { type PublishedRow, runEngine, SECOND, trade } from './run-engine.ts';

/** Trades and the rows that CSP itself made of them; see tests/golden/README.md. */
export interface Golden {
  readonly resetS: number;
  readonly endNs: number;
  readonly trades: readonly GoldenTrade[];
  readonly rows: readonly GoldenRow[];
}

export interface GoldenTrade {
  readonly timeNs: number;
  readonly pair: string;
  readonly price: number;
  readonly size: number;
  readonly sellOrBuy: number;
}

export interface GoldenRow {
  readonly timeNs: number;
  readonly pair: string;
  readonly values: Readonly<Partial<Record<StatisticName, number>>>;
  readonly lastTradeNs: number;
}

export function readGolden(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../golden', name), 'utf8'));
}

/** Statistics that the original has, in its order. */
export const ORIGINAL_STATISTICS: readonly StatisticName[] = STATISTIC_NAMES.filter((name) =>
  STATISTICS_COLUMNS.some((column) => column.name === name && column.originalName !== null),
);

/** The rows that profile csp makes of the same trades. */
export function recompute(golden: Golden): readonly PublishedRow[] {
  const { engine, rows } = runEngine('csp', { resetIntervalS: golden.resetS, catchUpLimitS: Number.POSITIVE_INFINITY });
  for (const { timeNs, pair, price, size, sellOrBuy } of golden.trades) {
    engine.addTrade(timeNs, trade({ pair, price, size, side: sideOfCode(sellOrBuy), tradeTimeMs: timeNs / 1e6 }));
  }
  engine.advance(golden.endNs + 1);
  return rows;
}

export interface FieldResult {
  readonly values: number;
  readonly undefined: number;
  readonly identical: number;
  /** Worst relative error of values that are defined in both. */
  readonly worstError: number;
  readonly outsideTolerance: number;
}

/** Compares field by field under the tolerances of the specification (section 12). */
export function compareFields(
  golden: Golden,
  rows: readonly PublishedRow[],
): Partial<Record<StatisticName, FieldResult>> {
  const results: Partial<Record<StatisticName, FieldResult>> = {};
  const largestSum = Math.max(...golden.rows.map((row) => row.values.volume_60s ?? 0));
  for (const name of ORIGINAL_STATISTICS) {
    const result = { values: 0, undefined: 0, identical: 0, worstError: 0, outsideTolerance: 0 };
    golden.rows.forEach((expected, i) => {
      const want = expected.values[name] ?? Number.NaN;
      const got = rows[i]?.values[name] ?? Number.NaN;
      result.values += 1;
      if (Number.isNaN(want)) result.undefined += 1;
      if (Object.is(want, got)) {
        result.identical += 1;
        return;
      }
      const error = Math.abs(got - want);
      if (Math.abs(want) > 0) result.worstError = Math.max(result.worstError, error / Math.abs(want));
      if (!(error <= toleranceOf(name, want, expected, largestSum))) result.outsideTolerance += 1;
    });
    results[name] = result;
  }
  return results;
}

function toleranceOf(name: StatisticName, want: number, row: GoldenRow, largestSum: number): number {
  switch (name) {
    case 'trade_count_60s':
      return 0;
    case 'sell_volume_60s':
    case 'buy_volume_60s':
    case 'volume_60s':
      return 1e-9 * largestSum;
    case 'volatility_60s':
    case 'volatility_sd_5m':
      return Math.max(1e-9 * Math.abs(want), 1e-10);
    case 'buy_pressure': {
      const sum = (row.values.buy_volume_60s ?? 0) + (row.values.sell_volume_60s ?? 0);
      return sum > 1e-6 * largestSum ? 1e-9 : Number.POSITIVE_INFINITY;
    }
    default:
      return 1e-9 * Math.max(Math.abs(want), 1e-12);
  }
}

/** A row's identity: when, which pair, and its last trade. */
export function identities(
  rows: readonly { timeNs: number; pair: string }[],
  lastTradeNs: readonly number[],
): string[] {
  return rows.map((row, i) => `${row.timeNs / SECOND} ${row.pair} ${lastTradeNs[i]}`);
}
