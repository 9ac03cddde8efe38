import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openParquetFile } from '../../parquet/parquet-file.ts';
import { DATASETS } from '../datasets.ts';
import { readManifest } from '../manifest.ts';

/** Which trades a recording holds in a range of time: what must not be stored again. */
export interface RecordedTrades {
  /** Pairs with a trade in the range. */
  readonly pairs: ReadonlySet<string>;
  has(pair: string, exchange: number, tradeId: string): boolean;
  /** A trade of the pair is recorded without an id, so that it cannot be told from others. */
  isAnonymous(pair: string): boolean;
  add(pair: string, exchange: number, tradeId: string): void;
}

interface Found {
  readonly pairs: Set<string>;
  readonly anonymousPairs: Set<string>;
  readonly ids: Set<string>;
}

const MAX_ATTEMPTS = 5;

/**
 * Reads the identities of the trades with exchange times in a range, Unix microseconds, from all segments that touch it. Damaged files are
 * passed over; one that is merged into another meanwhile begins the reading anew.
 */
export async function readRecordedTrades(root: string, fromUs: number, untilUs: number): Promise<RecordedTrades> {
  const found: Found = { pairs: new Set(), anonymousPairs: new Set(), ids: new Set() };
  const { pairs, anonymousPairs, ids } = found;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    if (await readSegments(root, fromUs, untilUs, found)) break;
  }
  return {
    pairs,
    has: (pair, exchange, tradeId) => ids.has(identity(pair, exchange, tradeId)),
    isAnonymous: (pair) => anonymousPairs.has(pair),
    add: (pair, exchange, tradeId) => void ids.add(identity(pair, exchange, tradeId)),
  };
}

/** False if a segment has vanished. */
async function readSegments(root: string, fromUs: number, untilUs: number, found: Found): Promise<boolean> {
  let isComplete = true;
  for (const { file, firstUs, lastUs } of (await readManifest(root)).values()) {
    if (!file.startsWith(DATASETS.trades.directory) || firstUs === null || lastUs === null) continue;
    if (lastUs < fromUs || firstUs > untilUs) continue;
    const path = join(root, file);
    try {
      await readIdentities(path, fromUs, untilUs, found);
    } catch {
      isComplete &&= (await stat(path).catch(() => null)) !== null;
    }
  }
  return isComplete;
}

const identity = (pair: string, exchange: unknown, tradeId: unknown): string =>
  `${pair} ${String(exchange)} ${String(tradeId)}`;

async function readIdentities(
  path: string,
  fromUs: number,
  untilUs: number,
  { pairs, anonymousPairs, ids }: Found,
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
        else anonymousPairs.add(pair[i] as string);
      }
    }
  } finally {
    await file.close();
  }
}
