import { SIDES, sideCode, type Trade } from '../../engine/trade.ts';
import { packNumber, unpackNumber } from './packed-number.ts';

/** A packed delta of trades, in columns: volumes are left out, for they are price x size, and times are differences. */
interface PackedTrades {
  readonly pair: readonly string[];
  readonly price: readonly number[];
  readonly size: readonly number[];
  /** A digit per trade: 0 unknown, 1 sell, 2 buy. */
  readonly side: string;
  readonly exchange: readonly number[];
  readonly trade_id: readonly (string | null)[];
  /** Arrival, Unix microseconds, packed relative to the trade before (the first to 0); separated by commas. */
  readonly received: string;
  /** Exchange time, Unix milliseconds, packed relative to the millisecond of arrival; separated by commas. */
  readonly time: string;
}

const millisecondOf = (timeUs: number) => Math.floor(timeUs / 1_000);

/** Trades in fewer bytes. Their prices and sizes are finite: the feed lets no others pass. */
export function packTrades(trades: readonly Trade[]): string {
  const packed: PackedTrades = {
    pair: trades.map((trade) => trade.pair),
    price: trades.map((trade) => trade.price),
    size: trades.map((trade) => trade.size),
    side: trades.map((trade) => sideCode(trade.side)).join(''),
    exchange: trades.map((trade) => trade.exchange),
    trade_id: trades.map((trade) => trade.tradeId),
    received: trades.map((trade, i) => packNumber(trades[i - 1]?.receivedTimeUs ?? 0, trade.receivedTimeUs)).join(','),
    time: trades.map((trade) => packNumber(millisecondOf(trade.receivedTimeUs), trade.tradeTimeMs)).join(','),
  };
  return JSON.stringify(packed);
}

/** The trades that were packed, without what the stream does not carry. */
export function unpackTrades(body: string): Trade[] {
  const packed: PackedTrades = JSON.parse(body);
  const received = packed.received.split(',');
  const times = packed.time.split(',');
  let receivedTimeUs = 0;
  return packed.pair.map((pair, i) => {
    receivedTimeUs = unpackNumber(receivedTimeUs, received[i] ?? '');
    return {
      pair,
      price: packed.price[i] as number,
      size: packed.size[i] as number,
      side: SIDES[Number(packed.side[i])] ?? 'unknown',
      exchange: packed.exchange[i] as number,
      tradeId: packed.trade_id[i] ?? null,
      tradeTimeMs: unpackNumber(millisecondOf(receivedTimeUs), times[i] ?? ''),
      vendorTimeMs: null,
      receivedTimeUs,
    };
  });
}
