import { basename, dirname, resolve } from 'node:path';
import { DATASETS } from '../recording/datasets.ts';
import { readLedger } from '../recording/gap-ledger.ts';

const NS_PER_US = 1_000n;
const TRADES = DATASETS.trades.directory;

/** Outages that were recorded beside a dataset of trades or a part of it, Unix nanoseconds; none for other files. */
export async function recordedGaps(path: string): Promise<{ fromNs: bigint | null; toNs: bigint }[]> {
  for (let folder = resolve(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (basename(folder) !== TRADES) continue;
    const gaps = await readLedger(dirname(folder));
    return gaps.map(({ fromUs, toUs }) => ({
      fromNs: fromUs === null ? null : BigInt(fromUs) * NS_PER_US,
      toNs: BigInt(toUs) * NS_PER_US,
    }));
  }
  return [];
}
