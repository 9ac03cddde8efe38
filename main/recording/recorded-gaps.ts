import { basename, dirname, resolve } from 'node:path';
import type { Engine } from '../../engine/engine.ts';
import { DATASETS } from './datasets.ts';
import { type RecordedGap, readLedger } from './gap-ledger.ts';

const NS_PER_US = 1_000n;
const TRADES = DATASETS.trades.directory;

/** Outages that were recorded beside a dataset of trades or a part of it, in order of time; none for other files. */
export async function recordedGaps(path: string): Promise<RecordedGap[]> {
  for (let folder = resolve(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (basename(folder) !== TRADES) continue;
    return readLedger(dirname(folder));
  }
  return [];
}

/** Tells an engine whose times count from `originNs` (Unix nanoseconds) of the outages recorded beside its trades. */
export async function markRecordedGaps(engine: Pick<Engine, 'markGap'>, path: string, originNs: bigint): Promise<void> {
  const engineTime = (us: number) => Number(BigInt(us) * NS_PER_US - originNs);
  for (const { fromUs, toUs } of await recordedGaps(path)) {
    engine.markGap(fromUs === null ? Number.NEGATIVE_INFINITY : engineTime(fromUs), engineTime(toUs));
  }
}
