import { TRADE_COLUMNS, type TradeColumnName } from '../../engine/schema.ts';
import type { Trade } from '../../engine/trade.ts';
import { type EncodedTable, encodeColumns, jsonNumber } from './json-cells.ts';

const CELLS: Record<TradeColumnName, (trade: Trade) => string> = {
  received_time: (trade) => jsonNumber(trade.receivedTimeUs / 1_000),
  trade_time: (trade) => jsonNumber(trade.tradeTimeMs),
  pair: (trade) => JSON.stringify(trade.pair),
  price: (trade) => jsonNumber(trade.price),
  size: (trade) => jsonNumber(trade.size),
  volume: (trade) => jsonNumber(trade.price * trade.size),
  side: (trade) => `"${trade.side}"`,
  exchange: (trade) => jsonNumber(trade.exchange),
  trade_id: (trade) => (trade.tradeId === null ? 'null' : JSON.stringify(trade.tradeId)),
};

/** Trades as columnar JSON with every column of the schema, in the given order; times in Unix milliseconds. */
export function encodeTrades(trades: readonly Trade[]): EncodedTable {
  const columns = TRADE_COLUMNS.map(({ name }) => {
    const toJson = CELLS[name];
    return { name, cell: (row: number) => toJson(trades[row] as Trade) };
  });
  return encodeColumns(columns, trades.length);
}
