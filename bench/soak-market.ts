import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Market } from '../main/feed/demo/market.ts';
import { openParquetFile } from '../main/parquet/parquet-file.ts';
import { listSegments } from '../main/recording/layout.ts';
import type { OutgoingTrade } from '../tests/polygon-server/encode.ts';
import type { TradeSource } from '../tests/polygon-server/source.ts';

/** Real time between two hand-overs; the compressed clock of the application sees it as many times longer. */
const STEP_MS = 5;

/** A recording against the market. */
export interface RecordedCheck {
  readonly rows: number;
  /** Rows that were fetched after an outage. */
  readonly backfilled: number;
  readonly duplicates: number;
  /** Trades of the market that no row holds. */
  readonly lost: number;
  /** Rows with another price or size, or of no trade of the market. */
  readonly wrongValues: number;
  readonly unreadableFiles: number;
}

/** The demo market on a compressed clock; it remembers what happened, whoever was there to see it. */
export class SoakMarket implements TradeSource {
  readonly #nowMs: () => number;
  readonly #market: Market;
  readonly #prices: number[] = [];
  readonly #sizes: number[] = [];
  #isOpen = true;

  constructor(options: { pairs: number; tradesPerSecond: number; nowMs: () => number }) {
    const { pairs, tradesPerSecond, nowMs } = options;
    this.#nowMs = nowMs;
    this.#market = new Market({ seed: 1, pairs, tradesPerSecond, startUs: Math.floor(nowMs()) * 1_000 });
  }

  /** Trades so far. */
  get trades(): number {
    return this.#prices.length;
  }

  async play(send: (trades: readonly OutgoingTrade[]) => void, drained: () => Promise<void>, signal: AbortSignal) {
    // What would have been traded before the first subscriber came, nobody can have.
    this.#market.skipTo(Math.floor(this.#nowMs()) * 1_000);
    while (this.#isOpen && !signal.aborted) {
      const trades = this.#market.advance(Math.floor(this.#nowMs() * 1_000)).map((trade): OutgoingTrade => {
        this.#prices.push(trade.price);
        this.#sizes.push(trade.size);
        const vendorTimeMs = trade.vendorTimeMs ?? trade.tradeTimeMs;
        const sequence = this.#prices.length;
        return { trade, timeMs: trade.tradeTimeMs, vendorTimeMs, id: String(sequence), sequence };
      });
      if (trades.length > 0) send(trades);
      await drained();
      await delay(STEP_MS);
    }
  }

  /** No more trades. */
  close(): void {
    this.#isOpen = false;
  }

  /** Compares the recording in `root` with everything that happened. */
  async check(root: string): Promise<RecordedCheck> {
    const copies = new Uint8Array(this.trades);
    const found = { rows: 0, backfilled: 0, wrongValues: 0, unreadableFiles: 0 };
    for (const { file } of await listSegments(root, 'trades')) {
      const parquet = await openParquetFile(join(root, file)).catch(() => null);
      if (parquet === null) {
        found.unreadableFiles += 1;
        continue;
      }
      for (const slice of parquet.slices) {
        const names = ['trade_id', 'price', 'size', 'backfilled'];
        const columns: ArrayLike<unknown>[] = [];
        for (const name of names) columns.push(await parquet.readColumn(name, slice));
        const [ids = [], prices = [], sizes = [], backfilled = []] = columns;
        for (let i = 0; i < ids.length; i++) {
          const index = Number(ids[i]) - 1;
          found.rows += 1;
          if (backfilled[i] === true) found.backfilled += 1;
          if (prices[i] !== this.#prices[index] || sizes[i] !== this.#sizes[index]) found.wrongValues += 1;
          else copies[index] = Math.min(255, (copies[index] ?? 0) + 1);
        }
      }
      await parquet.close();
    }
    const distinct = copies.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
    return {
      ...found,
      duplicates: found.rows - found.wrongValues - distinct,
      lost: this.trades - distinct,
    };
  }
}
