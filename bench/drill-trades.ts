import { join } from 'node:path';
import type { Trade } from '../engine/trade.ts';
import { openParquetFile } from '../main/parquet/parquet-file.ts';
import { listSegments } from '../main/recording/layout.ts';

const PAIRS = Array.from({ length: 200 }, (_, i) => `COIN${i}-${i % 3 === 0 ? 'EUR' : 'USD'}`);
/** Between two trades of a drill, microseconds of arrival time: 20,000 trades/s. */
const STEP_US = 50;

/** Trade number n of a drill: every field follows from n, so that a recording can be checked without a list of what was sent. */
export function drillTrade(n: number, startUs: number): Trade {
  const receivedTimeUs = startUs + n * STEP_US;
  return {
    pair: PAIRS[(n * 7) % PAIRS.length] as string,
    price: 10 + ((n * 7_919) % 100_003) / 97,
    size: ((n * 104_729) % 10_007) / 1_000,
    side: n % 2 === 0 ? 'buy' : 'sell',
    exchange: [1, 2, 6, 23][n % 4] as number,
    tradeId: String(900_000_000 + n),
    tradeTimeMs: Math.floor(receivedTimeUs / 1_000) - (n % 90),
    vendorTimeMs: null,
    receivedTimeUs,
  };
}

export interface TradeCheck {
  /** Trades 0 to rows-1 are there, once each, with every value right, if the other counts are 0. */
  readonly rows: number;
  readonly duplicates: number;
  readonly missing: number;
  readonly wrongValues: number;
  readonly unreadableFiles: number;
}

/** Compares a recorded dataset of trades with what a drill sent. */
export async function checkTrades(root: string, startUs: number): Promise<TradeCheck> {
  const seen = new Set<number>();
  let rows = 0;
  let highest = -1;
  let wrongValues = 0;
  let unreadableFiles = 0;
  for (const { file } of await listSegments(root, 'trades')) {
    try {
      const numbers = await checkSegment(join(root, file), startUs);
      rows += numbers.found.length;
      wrongValues += numbers.wrong;
      for (const n of numbers.found) {
        seen.add(n);
        if (n > highest) highest = n;
      }
    } catch {
      unreadableFiles += 1;
    }
  }
  return { rows, duplicates: rows - seen.size, missing: highest + 1 - seen.size, wrongValues, unreadableFiles };
}

async function checkSegment(path: string, startUs: number): Promise<{ found: number[]; wrong: number }> {
  const parquet = await openParquetFile(path);
  const found: number[] = [];
  let wrong = 0;
  try {
    for (const slice of parquet.slices) {
      const column = (name: string) => parquet.readColumn(name, slice);
      const received = await column('received_time');
      const traded = await column('trade_time');
      const plain: ArrayLike<unknown>[] = [];
      for (const name of ['pair', 'price', 'size', 'side', 'trade_id']) plain.push(await column(name));
      const volume = await column('volume');
      const exchange = await column('exchange');
      for (let i = 0; i < received.length; i++) {
        const n = (Number((received[i] as bigint) / 1_000n) - startUs) / STEP_US;
        const trade = drillTrade(n, startUs);
        const expected = [trade.pair, trade.price, trade.size, trade.side, trade.tradeId];
        const right =
          expected.every((value, c) => plain[c]?.[i] === value) &&
          volume[i] === trade.price * trade.size &&
          Number(exchange[i]) === trade.exchange &&
          Number((traded[i] as bigint) / 1_000_000n) === trade.tradeTimeMs;
        if (!right) wrong += 1;
        found.push(n);
      }
    }
  } finally {
    await parquet.close();
  }
  return { found, wrong };
}
