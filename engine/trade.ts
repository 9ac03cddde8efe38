/** Side of the taker, indexed by the code that the feed and the original system use (condition 0/none, 1, 2). */
export const SIDES = ['unknown', 'sell', 'buy'] as const;
export type Side = (typeof SIDES)[number];

/** One trade as it arrived, with both of its times. */
export interface Trade {
  /** BASE-QUOTE, e.g. `BTC-USD`. */
  readonly pair: string;
  /** Quote currency per base unit, finite and > 0. */
  readonly price: number;
  /** Base units, finite and >= 0. */
  readonly size: number;
  readonly side: Side;
  /** Exchange id of the data provider (1 Coinbase, 2 Bitfinex, 6 Bitstamp, 23 Kraken). */
  readonly exchange: number;
  /** Unique within exchange and pair; null where the source kept none. */
  readonly tradeId: string | null;
  /** Exchange time, Unix milliseconds. */
  readonly tradeTimeMs: number;
  /** When the data provider received it, Unix milliseconds; null = unknown. */
  readonly vendorTimeMs: number | null;
  /** Arrival here, Unix microseconds: the time that every window runs on. */
  readonly receivedTimeUs: number;
}

/** The code that the original system uses for a side: 1 sell, 2 buy, 0 unknown. */
export function sideCode(side: Side): 0 | 1 | 2 {
  return side === 'buy' ? 2 : side === 'sell' ? 1 : 0;
}

/** The side for a code of the feed; anything but 1 and 2 is unknown. */
export function sideOfCode(code: number): Side {
  return code === 1 ? 'sell' : code === 2 ? 'buy' : 'unknown';
}
