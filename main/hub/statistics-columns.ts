import type { StatisticsBatch } from '../../engine/engine.ts';
import {
  STATISTIC_NAMES,
  STATISTICS_COLUMNS,
  type StatisticName,
  type StatisticsColumnName,
} from '../../engine/schema.ts';
import { type CellColumn, type EncodedTable, encodeColumns, jsonNumber } from './json-cells.ts';
import { CELL, FLAG, type PairHistory } from './pair-history.ts';

const ALL_COLUMNS = STATISTICS_COLUMNS.map((column) => column.name);
const STATISTICS: ReadonlySet<string> = new Set(STATISTIC_NAMES);

function isStatistic(name: StatisticsColumnName): name is StatisticName {
  return STATISTICS.has(name);
}

function cellOfBatch(batch: StatisticsBatch, timeMs: number, name: StatisticsColumnName): (row: number) => string {
  if (isStatistic(name)) {
    const values = batch.values[name];
    return (row) => jsonNumber(values[row] as number);
  }
  const time = jsonNumber(timeMs);
  switch (name) {
    case 'pair':
      return (row) => JSON.stringify(batch.pairs[row]);
    case 'time':
      return () => time;
    case 'last_trade_time':
      return (row) => jsonNumber(batch.lastTradeTimeMs[row] as number);
    case 'partial':
      return (row) => (batch.partial[row] ? 'true' : 'false');
    case 'partial_5m':
      return (row) => (batch.partial5m[row] ? 'true' : 'false');
    case 'after_reset':
      return (row) => (batch.afterReset[row] ? 'true' : 'false');
  }
}

/** A row kept somewhere, to be written as one row of a table. */
export interface StoredRow {
  readonly pair: string;
  readonly history: Pick<PairHistory, 'at'>;
  /** Index in the history, 0 being the oldest. */
  readonly index: number;
}

function cellOfStored(rows: (row: number) => StoredRow, name: StatisticsColumnName): (row: number) => string {
  const cell = (row: number, index: number) => {
    const stored = rows(row);
    return stored.history.at(stored.index, index);
  };
  if (isStatistic(name)) {
    const index = CELL.firstStatistic + STATISTIC_NAMES.indexOf(name);
    return (row) => jsonNumber(cell(row, index));
  }
  switch (name) {
    case 'pair':
      return (row) => JSON.stringify(rows(row).pair);
    case 'time':
      return (row) => jsonNumber(cell(row, CELL.time));
    case 'last_trade_time':
      return (row) => jsonNumber(cell(row, CELL.lastTradeTime));
    case 'partial':
    case 'partial_5m':
    case 'after_reset':
      return (row) => (cell(row, CELL.flags) & FLAG[name] ? 'true' : 'false');
  }
}

function columnsOf(
  names: readonly StatisticsColumnName[],
  cell: (name: StatisticsColumnName) => (row: number) => string,
): CellColumn[] {
  return names.map((name) => ({ name, cell: cell(name) }));
}

/** All rows of a batch with every column of the schema. */
export function encodeBatch(batch: StatisticsBatch, timeMs: number): EncodedTable {
  return encodeColumns(
    columnsOf(ALL_COLUMNS, (name) => cellOfBatch(batch, timeMs, name)),
    batch.length,
  );
}

/** One row of a batch with some columns. */
export function encodeBatchRow(
  batch: StatisticsBatch,
  timeMs: number,
  index: number,
  names: readonly StatisticsColumnName[],
): EncodedTable {
  const columns = columnsOf(names, (name) => {
    const cell = cellOfBatch(batch, timeMs, name);
    return () => cell(index);
  });
  return encodeColumns(columns, 1);
}

/** Kept rows with some columns, by default every column of the schema. */
export function encodeRows(
  rows: readonly StoredRow[],
  names: readonly StatisticsColumnName[] = ALL_COLUMNS,
): EncodedTable {
  return encodeColumns(
    columnsOf(names, (name) => cellOfStored((row) => rows[row] as StoredRow, name)),
    rows.length,
  );
}

/** The newest row of every pair with every column of the schema. */
export function encodeNewest(histories: ReadonlyMap<string, PairHistory>): EncodedTable {
  return encodeRows([...histories].map(([pair, history]) => ({ pair, history, index: history.length - 1 })));
}
