import { sideCode, type Trade } from '../../../engine/trade.ts';
import { writeParquet } from '../../../main/parquet/parquet-writer.ts';

/** A trade with its exact arrival, Unix nanoseconds. */
export interface RecordedTrade extends Pick<Trade, 'pair' | 'price' | 'size' | 'side' | 'tradeTimeMs'> {
  readonly receivedNs: bigint;
}

/** Writes trades with the columns of the original system. */
export async function writeOriginalTrades(path: string, trades: readonly RecordedTrade[]): Promise<void> {
  await writeParquet(
    path,
    [
      { name: 'csp_timestamp', type: 'time-ns' },
      { name: 'pair', type: 'string' },
      { name: 'price', type: 'float' },
      { name: 'size', type: 'float' },
      { name: 'volume', type: 'float' },
      { name: 'timestamp', type: 'float' },
      { name: 'trade_time', type: 'time-ns' },
      { name: 'sellorbuy', type: 'integer' },
      { name: 'exchange', type: 'integer' },
    ],
    [
      {
        length: trades.length,
        values: [
          trades.map((trade) => trade.receivedNs),
          trades.map((trade) => trade.pair),
          trades.map((trade) => trade.price),
          trades.map((trade) => trade.size),
          trades.map((trade) => trade.price * trade.size),
          trades.map((trade) => trade.tradeTimeMs),
          trades.map((trade) => BigInt(Math.round(trade.tradeTimeMs * 1_000)) * 1_000n),
          trades.map((trade) => sideCode(trade.side)),
          trades.map(() => 1),
        ],
      },
    ],
  );
}

/** Writes trades with our own columns; arrivals are cut to microseconds. */
export async function writeOwnTrades(path: string, trades: readonly RecordedTrade[]): Promise<void> {
  await writeParquet(
    path,
    [
      { name: 'received_time', type: 'time-us' },
      { name: 'trade_time', type: 'time-us' },
      { name: 'pair', type: 'string' },
      { name: 'price', type: 'float' },
      { name: 'size', type: 'float' },
      { name: 'volume', type: 'float' },
      { name: 'side', type: 'string' },
      { name: 'exchange', type: 'integer' },
      { name: 'trade_id', type: 'string' },
    ],
    [
      {
        length: trades.length,
        values: [
          trades.map((trade) => Number(trade.receivedNs / 1_000n)),
          trades.map((trade) => Math.round(trade.tradeTimeMs * 1_000)),
          trades.map((trade) => trade.pair),
          trades.map((trade) => trade.price),
          trades.map((trade) => trade.size),
          trades.map((trade) => trade.price * trade.size),
          trades.map((trade) => trade.side),
          trades.map(() => 1),
          trades.map((_, i) => `id-${i}`),
        ],
      },
    ],
  );
}
