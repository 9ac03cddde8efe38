import type { SchemaElement } from 'hyparquet';
import { SIDES, type Side, sideOfCode, type Trade } from '../../engine/trade.ts';
import { type ParquetFile, ParquetFileError, type RowSlice } from './parquet-file.ts';

/** Which column of a file holds what: our own names (engine/schema.ts) or those of the original system. */
export interface TradeLayout {
  readonly receivedTime: string;
  readonly tradeTime: string;
  /** The trade time is a plain number of Unix milliseconds instead of a Parquet TIMESTAMP. */
  readonly tradeTimeIsMs: boolean;
  readonly side: string;
  readonly exchange: string;
  /** Absent in files of the original system. */
  readonly tradeId: string | null;
  /** Marks trades that were fetched later; in our own recordings only. */
  readonly backfilled: string | null;
}

/** Columns of one slice, ready to be turned into trades. */
export interface TradeColumns {
  readonly receivedTime: ArrayLike<unknown>;
  readonly tradeTime: ArrayLike<unknown>;
  readonly pair: ArrayLike<unknown>;
  readonly price: ArrayLike<unknown>;
  readonly size: ArrayLike<unknown>;
  readonly side: ArrayLike<unknown>;
  readonly exchange: ArrayLike<unknown>;
  readonly tradeId: ArrayLike<unknown> | null;
  /** Read only where a row has no arrival time. */
  readonly backfilled: ArrayLike<unknown> | null;
  readonly tradeTimeIsMs: boolean;
}

/** Finds the columns of a trade in a file, or throws a ParquetFileError that names the missing or unusable one. */
export function tradeLayoutOf(file: ParquetFile): TradeLayout {
  const first = (...names: string[]): string => {
    const name = names.find((candidate) => file.columns.has(candidate));
    if (name === undefined) {
      throw new ParquetFileError(`${file.path} is no file of trades: it has no column ${names.join(' or ')}.`);
    }
    return name;
  };
  const receivedTime = first('received_time', 'csp_timestamp');
  // The original's trade_time is off by its server's UTC offset; its `timestamp` (Unix milliseconds) is right.
  const tradeTime = receivedTime === 'csp_timestamp' ? first('timestamp', 'trade_time') : first('trade_time');
  const tradeTimeIsMs = tradeTime === 'timestamp' && !isTimestamp(file.columns.get(tradeTime));
  for (const name of tradeTimeIsMs ? [receivedTime] : [receivedTime, tradeTime]) {
    if (!isTimestamp(file.columns.get(name))) {
      throw new ParquetFileError(`${file.path}: column ${name} must be a Parquet TIMESTAMP.`);
    }
  }
  first('pair');
  first('price');
  first('size');
  return {
    receivedTime,
    tradeTime,
    tradeTimeIsMs,
    side: first('side', 'sellorbuy'),
    exchange: first('exchange'),
    tradeId: file.columns.has('trade_id') ? 'trade_id' : null,
    backfilled: file.columns.has('backfilled') ? 'backfilled' : null,
  };
}

function isTimestamp(element: SchemaElement | undefined): boolean {
  return (
    element?.logical_type?.type === 'TIMESTAMP' ||
    element?.converted_type === 'TIMESTAMP_MILLIS' ||
    element?.converted_type === 'TIMESTAMP_MICROS' ||
    element?.type === 'INT96'
  );
}

/** Reads the columns one after the other, so that no single step blocks the event loop for long. */
export async function readTradeColumns(file: ParquetFile, layout: TradeLayout, slice: RowSlice): Promise<TradeColumns> {
  const receivedTime = await file.readColumn(layout.receivedTime, slice);
  const isAnyWithoutTime = Array.prototype.some.call(receivedTime, (time) => typeof time !== 'bigint');
  return {
    receivedTime,
    tradeTime: await file.readColumn(layout.tradeTime, slice),
    pair: await file.readColumn('pair', slice),
    price: await file.readColumn('price', slice),
    size: await file.readColumn('size', slice),
    side: await file.readColumn(layout.side, slice),
    exchange: await file.readColumn(layout.exchange, slice),
    tradeId: layout.tradeId === null ? null : await file.readColumn(layout.tradeId, slice),
    backfilled: layout.backfilled !== null && isAnyWithoutTime ? await file.readColumn(layout.backfilled, slice) : null,
    tradeTimeIsMs: layout.tradeTimeIsMs,
  };
}

/** The trade in row `i`; null if it was fetched later and so never arrived; if the row is unusable, the reason. */
export function tradeOfRow(columns: TradeColumns, i: number): Trade | string | null {
  const received = columns.receivedTime[i];
  if (typeof received !== 'bigint' && columns.backfilled?.[i] === true) return null;
  const tradeTimeMs = columns.tradeTimeIsMs ? toNumber(columns.tradeTime[i]) : milliseconds(columns.tradeTime[i]);
  const pair = columns.pair[i];
  const price = toNumber(columns.price[i]);
  const size = toNumber(columns.size[i]);
  if (typeof received !== 'bigint') return 'no arrival time';
  if (!Number.isFinite(tradeTimeMs)) return 'no trade time';
  if (typeof pair !== 'string' || pair === '') return 'no pair';
  if (!(price > 0 && price < Infinity)) return 'price is not above 0';
  if (!(size >= 0 && size < Infinity)) return 'size is not 0 or above';
  const id = columns.tradeId?.[i];
  return {
    pair,
    price,
    size,
    side: sideOf(columns.side[i]),
    exchange: toNumber(columns.exchange[i]) || 0,
    tradeId: id === null || id === undefined ? null : String(id),
    tradeTimeMs,
    vendorTimeMs: null,
    receivedTimeUs: Number(received / 1_000n),
  };
}

function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : Number.NaN;
}

/** Unix milliseconds of a timestamp in nanoseconds, with microseconds after the point. */
function milliseconds(value: unknown): number {
  return typeof value === 'bigint' ? Number(value / 1_000n) / 1_000 : Number.NaN;
}

function sideOf(value: unknown): Side {
  if (typeof value === 'string') return SIDES.find((side) => side === value) ?? 'unknown';
  return sideOfCode(toNumber(value));
}
