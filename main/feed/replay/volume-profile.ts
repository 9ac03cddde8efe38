import { setTimeout as delay } from 'node:timers/promises';
import { openParquetFile } from '../../parquet/parquet-file.ts';
import type { TradeFileSpan } from '../../parquet/read-trades.ts';
import { tradeLayoutOf } from '../../parquet/trade-layout.ts';
import type { ReplayVolume } from '../../publish/stream-messages.ts';

export const VOLUME_BINS = 240;
/** Quote currencies that are told apart; a recording of the whole market has about 15. */
const MAX_QUOTES = 64;
/** After each step the reader rests for this many times as long: playing and showing come first. */
const REST_SHARE = 3;

interface QuoteVolume {
  trades: number;
  readonly bins: Float64Array;
}

/** The volume of a recording over its time, read little by little in the background. */
export interface VolumeProfile {
  /** What is known so far: of the quote currency with most trades. */
  current(): ReplayVolume;
  /** Grows with every step. */
  version(): number;
  /** Resolves when all is read; a file that cannot be read is left out (playing it will tell). */
  readonly done: Promise<void>;
  stop(): void;
}

/** Starts to read the trades of these files, from `firstUs` to `lastUs`; memory is bounded by one slice of a file. */
export function readVolumeProfile(files: readonly TradeFileSpan[], firstUs: number, lastUs: number): VolumeProfile {
  const quotes = new Map<string, QuoteVolume>();
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const binUs = Math.max(1, (lastUs - firstUs) / VOLUME_BINS);
  let rowsRead = 0;
  let version = 0;
  let stopped = false;

  function quoteOf(pair: string): QuoteVolume | null {
    const quote = pair.slice(pair.lastIndexOf('-') + 1);
    let volume = quotes.get(quote) ?? null;
    if (volume === null && quotes.size < MAX_QUOTES) {
      volume = { trades: 0, bins: new Float64Array(VOLUME_BINS) };
      quotes.set(quote, volume);
    }
    return volume;
  }

  function add(time: unknown, pair: unknown, price: unknown, size: unknown): void {
    if (typeof time !== 'bigint' || typeof pair !== 'string') return;
    const amount = Number(price) * Number(size);
    const volume = quoteOf(pair);
    if (volume === null || !(amount >= 0 && amount < Number.POSITIVE_INFINITY)) return;
    const bin = Math.floor((Number(time / 1_000n) - firstUs) / binUs);
    const index = Math.min(VOLUME_BINS - 1, Math.max(0, bin));
    volume.trades += 1;
    volume.bins[index] = (volume.bins[index] as number) + amount;
  }

  async function readFile({ path }: TradeFileSpan): Promise<void> {
    const file = await openParquetFile(path);
    try {
      const { receivedTime } = tradeLayoutOf(file);
      for (const slice of file.slices) {
        if (stopped) return;
        const startMs = performance.now();
        const time = await file.readColumn(receivedTime, slice);
        const pair = await file.readColumn('pair', slice);
        const price = await file.readColumn('price', slice);
        const size = await file.readColumn('size', slice);
        for (let i = 0; i < time.length; i += 1) add(time[i], pair[i], price[i], size[i]);
        rowsRead += time.length;
        version += 1;
        await delay(REST_SHARE * (performance.now() - startMs), undefined, { ref: false });
      }
    } finally {
      await file.close();
    }
  }

  async function readAll(): Promise<void> {
    for (const file of files) {
      if (stopped) return;
      const before = rowsRead;
      await readFile(file).catch(() => {
        rowsRead = before + file.rows;
        version += 1;
      });
    }
  }

  return {
    current() {
      const [most] = [...quotes].sort(([, a], [, b]) => b.trades - a.trades);
      const [quote, volume] = most ?? ['', { bins: new Float64Array(VOLUME_BINS) }];
      // Four digits are more than a bar of some pixels shows.
      const bins = Array.from(volume.bins, (value) => Number(value.toPrecision(4)));
      return { quote, bins, read: rows === 0 ? 1 : rowsRead / rows };
    },
    version: () => version,
    done: readAll(),
    stop() {
      stopped = true;
    },
  };
}
