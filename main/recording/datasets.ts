import { STATISTICS_COLUMNS, TRADE_COLUMNS } from '../../engine/schema.ts';
import type { ParquetColumn } from '../parquet/column-values.ts';

/**
 * Version of the columns below, stored in every segment. Columns are never renamed, retyped or removed within a dataset: readers that
 * open all segments together would fail or, worse, convert.
 */
export const SCHEMA_VERSION = 1;

export const RECORDED_TABLES = ['trades', 'statistics'] as const;
export type RecordedTable = (typeof RECORDED_TABLES)[number];

/** A recorded table: a directory of Parquet segments. */
export interface Dataset {
  readonly table: RecordedTable;
  /** Name of the directory, which is the name that users give to their tools. */
  readonly directory: string;
  readonly columns: readonly ParquetColumn[];
  /** Index of the column that segments are sorted by and filed under. */
  readonly timeColumn: number;
  /** Index of the column that stands in where that one is null: trades that never arrived are filed by their exchange time. */
  readonly fallbackTimeColumn: number;
}

/** Storage only: true for trades fetched later to fill a gap, which never arrived live and have no arrival time; else null. */
export const BACKFILLED_COLUMN = 'backfilled';

/** All times are stored in microseconds: arrival needs them, and one unit serves every reader. */
function storedColumns(columns: typeof TRADE_COLUMNS | typeof STATISTICS_COLUMNS): ParquetColumn[] {
  return columns.map(({ name, type }) => ({ name, type: type === 'time' ? 'time-us' : type }));
}

function dataset(
  table: RecordedTable,
  columns: readonly ParquetColumn[],
  timeColumn: string,
  fallbackTimeColumn: string,
): Dataset {
  const indexOf = (name: string) => columns.findIndex((column) => column.name === name);
  return {
    table,
    directory: `crypto_${table}.parquet`,
    columns,
    timeColumn: indexOf(timeColumn),
    fallbackTimeColumn: indexOf(fallbackTimeColumn),
  };
}

export const DATASETS: Readonly<Record<RecordedTable, Dataset>> = {
  trades: dataset(
    'trades',
    [...storedColumns(TRADE_COLUMNS), { name: BACKFILLED_COLUMN, type: 'boolean' }],
    'received_time',
    'trade_time',
  ),
  statistics: dataset('statistics', storedColumns(STATISTICS_COLUMNS), 'time', 'time'),
};
