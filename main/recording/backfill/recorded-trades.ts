import { join } from 'node:path';
import { openParquetFile } from '../../parquet/parquet-file.ts';
import { DATASETS } from '../datasets.ts';
import { readManifest } from '../manifest.ts';

/** Which trades a recording holds in a range of time: what must not be stored again. */
export interface RecordedTrades {
  /** Pairs with a trade in the range. */
  readonly pairs: ReadonlySet<string>;
  has(pair: string, exchange: number, tradeId: string): boolean;
  add(pair: string, exchange: number, tradeId: string): void;
}

/**
 * Reads the identities of the trades with exchange times in a range, Unix microseconds, from all segments that touch it, and adds those in
 * `ids`, which the caller keeps. Damaged files are passed over.
 */
export async function readRecordedTrades(
  root: string,
  fromUs: number,
  untilUs: number,
  ids: Set<string>,
): Promise<RecordedTrades> {
  const pairs = new Set<string>();
  for (const { file, firstUs, lastUs } of (await readManifest(root)).values()) {
    if (!file.startsWith(DATASETS.trades.directory) || firstUs === null || lastUs === null) continue;
    if (lastUs < fromUs || firstUs > untilUs) continue;
    await readIdentities(join(root, file), fromUs, untilUs, ids, pairs).catch(() => undefined);
  }
  return {
    pairs,
    has: (pair, exchange, tradeId) => ids.has(identity(pair, exchange, tradeId)),
    add: (pair, exchange, tradeId) => void ids.add(identity(pair, exchange, tradeId)),
  };
}

const identity = (pair: string, exchange: unknown, tradeId: unknown): string =>
  `${pair} ${String(exchange)} ${String(tradeId)}`;

async function readIdentities(
  path: string,
  fromUs: number,
  untilUs: number,
  ids: Set<string>,
  pairs: Set<string>,
): Promise<void> {
  const file = await openParquetFile(path);
  try {
    for (const slice of file.slices) {
      const times = Array.from(await file.readColumn('trade_time', slice), (time) =>
        typeof time === 'bigint' ? Number(time / 1_000n) : Number.NaN,
      );
      const within = (time: number | undefined) => time !== undefined && time >= fromUs && time <= untilUs;
      if (!times.some(within)) continue;
      const pair = await file.readColumn('pair', slice);
      const exchange = await file.readColumn('exchange', slice);
      const tradeId = await file.readColumn('trade_id', slice);
      for (let i = 0; i < pair.length; i++) {
        if (!within(times[i]) || typeof pair[i] !== 'string') continue;
        pairs.add(pair[i] as string);
        if (typeof tradeId[i] === 'string') ids.add(identity(pair[i] as string, exchange[i], tradeId[i]));
      }
    }
  } finally {
    await file.close();
  }
}
