import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { STATISTICS_COLUMNS, TRADE_COLUMNS } from '../../../engine/schema.ts';
import type { ExportRequest } from '../../../main/export/export-request.ts';
import { blocksOfRows, type ParquetColumn } from '../../../main/parquet/column-values.ts';
import { type WriteOptions, writeParquet } from '../../../main/parquet/parquet-writer.ts';

export type FixtureRow = Readonly<Record<string, unknown>>;

/** 2026-01-01T00:00:00Z in microseconds. */
export const START_US = Date.UTC(2026, 0, 1) * 1_000;

const stored = (columns: readonly { name: string; type: string }[]): ParquetColumn[] =>
  columns.map(({ name, type }) => ({ name, type: type === 'time' ? 'time-us' : (type as ParquetColumn['type']) }));

export const OWN_TRADES = stored(TRADE_COLUMNS);
export const OWN_STATISTICS = stored(STATISTICS_COLUMNS);

/** The columns of the original system's statistics, as its files have them. */
export const ORIGINAL_STATISTICS: readonly ParquetColumn[] = [
  { name: 'csp_timestamp', type: 'time-us' },
  { name: 'pair', type: 'string' },
  { name: 'trade_count', type: 'float', keepNaN: true },
  { name: 'VWA', type: 'float', keepNaN: true },
  { name: 'return_1min', type: 'float', keepNaN: true },
  { name: 'trade_time', type: 'time-us' },
];

/** A recorded trade that arrived `us` after START_US. */
export function tradeRow(us: number, overrides: FixtureRow = {}): FixtureRow {
  return {
    received_time: START_US + us,
    trade_time: START_US + us - 40_000,
    pair: 'BTC-USD',
    price: 100,
    size: 0.5,
    volume: 50,
    side: 'buy',
    exchange: 1,
    trade_id: `id-${us}`,
    ...overrides,
  };
}

/** Recorded statistics of `us` after START_US: every number is null unless overridden. */
export function statisticsRow(us: number, overrides: FixtureRow = {}): FixtureRow {
  const empty = Object.fromEntries(OWN_STATISTICS.map(({ name }) => [name, null]));
  return { ...empty, pair: 'BTC-USD', time: START_US + us, partial: false, ...overrides };
}

export async function writeRows(
  path: string,
  columns: readonly ParquetColumn[],
  rows: readonly FixtureRow[],
  options: WriteOptions = {},
): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeParquet(path, columns, blocksOfRows(columns, rows), options);
  return path;
}

export const writeTrades = (path: string, rows: readonly FixtureRow[], options: WriteOptions = {}) =>
  writeRows(path, OWN_TRADES, rows, options);

/** A request for all trades, in one sheet. */
export function requestOf(input: string, to: string, overrides: Partial<ExportRequest> = {}): ExportRequest {
  return {
    table: 'trades',
    input,
    to,
    fromUs: null,
    untilUs: null,
    pairs: null,
    rows: null,
    sheets: 'table',
    overwrite: false,
    skipDamaged: false,
    ...overrides,
  };
}
