import type { StatisticsBatch } from '../../engine/engine.ts';
import {
  STATISTICS_COLUMNS,
  type StatisticName,
  type StatisticsColumnName,
  type TradeColumnName,
} from '../../engine/schema.ts';
import type { Trade } from '../../engine/trade.ts';
import { BACKFILLED_COLUMN, DATASETS } from './datasets.ts';
import type { Cell } from './frame.ts';

/** Milliseconds, perhaps with microseconds behind the point, to whole microseconds; what is no time becomes null. */
const microseconds = (ms: number): number | null => (Number.isFinite(ms) ? Math.round(ms * 1_000) : null);

/** A trade that was fetched later and never arrived here. */
export type BackfilledTrade = Omit<Trade, 'receivedTimeUs' | 'vendorTimeMs'>;

const TRADE_CELLS: Readonly<Record<Exclude<TradeColumnName, 'received_time'>, (trade: BackfilledTrade) => Cell>> = {
  trade_time: (trade) => microseconds(trade.tradeTimeMs),
  pair: (trade) => trade.pair,
  price: (trade) => trade.price,
  size: (trade) => trade.size,
  volume: (trade) => trade.price * trade.size,
  side: (trade) => trade.side,
  exchange: (trade) => trade.exchange,
  trade_id: (trade) => trade.tradeId,
};

type TradeCell<T> = (trade: T) => Cell;

const tradeCellOf: readonly TradeCell<Trade>[] = DATASETS.trades.columns.map(({ name }) => {
  if (name === BACKFILLED_COLUMN) return () => null;
  return name === 'received_time' ? (trade) => trade.receivedTimeUs : TRADE_CELLS[name as keyof typeof TRADE_CELLS];
});

const backfilledCellOf: readonly TradeCell<BackfilledTrade>[] = DATASETS.trades.columns.map(({ name }) => {
  if (name === BACKFILLED_COLUMN) return () => true;
  return name === 'received_time' ? () => null : TRADE_CELLS[name as keyof typeof TRADE_CELLS];
});

/** The stored value of a trade in a column of the trades dataset. */
export function tradeCells(trades: readonly Trade[]): (column: number, row: number) => Cell {
  return (column, row) => tradeCellOf[column]?.(trades[row] as Trade) ?? null;
}

/** The same for trades that were fetched later: marked, and without an arrival time. */
export function backfilledCells(trades: readonly BackfilledTrade[]): (column: number, row: number) => Cell {
  return (column, row) => backfilledCellOf[column]?.(trades[row] as BackfilledTrade) ?? null;
}

type BatchCell = (batch: StatisticsBatch, timeMs: number, row: number) => Cell;

const OTHER_CELLS: Readonly<Record<Exclude<StatisticsColumnName, StatisticName>, BatchCell>> = {
  pair: (batch, _, row) => batch.pairs[row] ?? null,
  time: (_, timeMs) => microseconds(timeMs),
  last_trade_time: (batch, _, row) => microseconds(batch.lastTradeTimeMs[row] ?? Number.NaN),
  partial: (batch, _, row) => batch.partial[row] === 1,
  partial_5m: (batch, _, row) => batch.partial5m[row] === 1,
  after_reset: (batch, _, row) => batch.afterReset[row] === 1,
};

const batchCellOf: readonly BatchCell[] = STATISTICS_COLUMNS.map((column): BatchCell => {
  if (column.type !== 'float') return OTHER_CELLS[column.name];
  const { name } = column;
  return (batch, _, row) => batch.values[name][row] ?? null;
});

/** The stored value of a row of a batch in a column of the statistics dataset. */
export function statisticsCells(batch: StatisticsBatch, timeMs: number): (column: number, row: number) => Cell {
  return (column, row) => batchCellOf[column]?.(batch, timeMs, row) ?? null;
}
