import { basename, dirname, resolve } from 'node:path';
import { DATASETS } from './datasets.ts';
import { type RecordedGap, readLedger } from './gap-ledger.ts';

const TRADES = DATASETS.trades.directory;

/** Outages that were recorded beside a dataset of trades or a part of it, in order of time; none for other files. */
export async function recordedGaps(path: string): Promise<RecordedGap[]> {
  for (let folder = resolve(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (basename(folder) !== TRADES) continue;
    return readLedger(dirname(folder));
  }
  return [];
}
