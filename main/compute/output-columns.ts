import type { Profile, StatisticsBatch } from '../../engine/engine.ts';
import { STATISTICS_COLUMNS } from '../../engine/schema.ts';
import type { ParquetColumn } from '../parquet/column-values.ts';
import { DATASETS } from '../recording/datasets.ts';
import { statisticsCells } from '../recording/recorded-cells.ts';

const NS_PER_US = 1_000n;

export type Cell = string | number | bigint | boolean | null;
/** Gives the cell of a column in a row of one batch. */
export type CellsOfBatch = (column: number, row: number) => Cell;

/** The columns of the output, and how a batch's cells are found; `timeNs` is the batch's instant, Unix nanoseconds. */
export interface OutputColumns {
  readonly columns: readonly ParquetColumn[];
  readonly cellsOf: (batch: StatisticsBatch, timeNs: bigint) => CellsOfBatch;
}

/** standard: the columns that the recorder writes. csp: those of the original's files, NaN kept as it did. */
export function outputColumns(profile: Profile): OutputColumns {
  return profile === 'standard' ? STANDARD : ORIGINAL;
}

const STANDARD: OutputColumns = {
  columns: DATASETS.statistics.columns,
  cellsOf: (batch, timeNs) => statisticsCells(batch, Number(timeNs / NS_PER_US) / 1_000),
};

interface OriginalColumn extends ParquetColumn {
  readonly cell: (batch: StatisticsBatch, timeNs: bigint, row: number) => Cell;
}

/** A trade's exchange time in whole microseconds, the precision of the original's datetimes. */
const tradeTimeUs = (batch: StatisticsBatch, row: number): number =>
  Math.round((batch.lastTradeTimeMs[row] ?? Number.NaN) * 1_000);

/** The original's columns in its order: engine time, the struct's fields, and trade time twice, in two units. */
const ORIGINAL_COLUMNS: readonly OriginalColumn[] = [
  { name: 'csp_timestamp', type: 'time-ns', cell: (_, timeNs) => timeNs },
  { name: 'pair', type: 'string', cell: (batch, _, row) => batch.pairs[row] ?? null },
  ...STATISTICS_COLUMNS.flatMap((column): OriginalColumn[] => {
    if (column.type !== 'float' || column.originalName === null) return [];
    const { name, originalName } = column;
    return [
      { name: originalName, type: 'float', keepNaN: true, cell: (batch, _, row) => batch.values[name][row] ?? null },
    ];
  }),
  { name: 'timestamp', type: 'float', cell: (batch, _, row) => tradeTimeUs(batch, row) / 1e6 },
  {
    name: 'trade_time',
    type: 'time-ns',
    cell: (batch, _, row) => {
      const us = tradeTimeUs(batch, row);
      return Number.isNaN(us) ? null : BigInt(us) * NS_PER_US;
    },
  },
];

const ORIGINAL: OutputColumns = {
  columns: ORIGINAL_COLUMNS.map(({ cell: _, ...column }) => column),
  cellsOf: (batch, timeNs) => (column, row) => ORIGINAL_COLUMNS[column]?.cell(batch, timeNs, row) ?? null,
};
