import { STATISTIC_NAMES } from '../../engine/schema.ts';
import { CELL, FLAG, ROW_CELLS } from '../hub/pair-history.ts';
import { encodeRows } from '../hub/statistics-columns.ts';
import { encodeTrades } from '../hub/trade-columns.ts';
import { unpackStatistics } from './packed-statistics.ts';
import { unpackTrades } from './packed-trades.ts';
import { HISTORY_COLUMNS, type StatisticsBody, type TableHeader } from './stream-messages.ts';

/** Restores the frames of one connection that asked for packed deltas; all others pass unchanged. */
export interface Unpacker {
  /** The frame as a connection without packing carries it. Throws if the frame makes no sense: ask for a resync. */
  unpack(frame: string): string;
}

function rowsOfSnapshot(body: string): Map<string, Float64Array> {
  const columns: StatisticsBody = JSON.parse(body);
  const number = (value: string | number | boolean | null | undefined) =>
    typeof value === 'number' ? value : Number.NaN;
  const rows = new Map<string, Float64Array>();
  for (const [i, pair] of columns.pair.entries()) {
    const row = new Float64Array(ROW_CELLS);
    row[CELL.time] = number(columns.time[i]);
    for (const [s, name] of STATISTIC_NAMES.entries()) row[CELL.firstStatistic + s] = number(columns[name][i]);
    row[CELL.lastTradeTime] = number(columns.last_trade_time[i]);
    row[CELL.flags] =
      (columns.partial[i] ? FLAG.partial : 0) |
      (columns.partial_5m[i] ? FLAG.partial_5m : 0) |
      (columns.after_reset[i] ? FLAG.after_reset : 0);
    rows.set(String(pair), row);
  }
  return rows;
}

export function createUnpacker(): Unpacker {
  /** The newest row of each pair, as the server keeps it. */
  let rows = new Map<string, Float64Array>();

  function storedRow(pair: string) {
    const cells = rows.get(pair);
    if (cells === undefined) throw new Error(`no statistics of ${pair} came before`);
    return { pair, index: 0, history: { at: (_: number, cell: number) => cells[cell] as number } };
  }

  function restore(header: TableHeader, body: string): string {
    switch (header.table) {
      case 'trades':
        return encodeTrades(unpackTrades(body)).body;
      case 'statistics':
        return encodeRows(unpackStatistics(body, rows).map(storedRow)).body;
      case 'history':
        return encodeRows([storedRow(header.pair ?? '')], HISTORY_COLUMNS).body;
    }
  }

  return {
    unpack(frame) {
      const end = frame.indexOf('\n');
      if (end < 0) return frame;
      const header: TableHeader = JSON.parse(frame.slice(0, end));
      const body = frame.slice(end + 1);
      if (header.packed !== true) {
        if (header.table === 'statistics' && header.mode === 'snapshot') rows = rowsOfSnapshot(body);
        return frame;
      }
      const { packed, ...plain } = header;
      return `${JSON.stringify(plain)}\n${restore(header, body)}`;
    },
  };
}
