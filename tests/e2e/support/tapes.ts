import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readTrades } from '../../../main/parquet/read-trades.ts';

/** Recorded tapes for local checks, where there are any: licensed data, never part of the project. */
export function findTapes(): string[] {
  const dir = process.env.TAPES_DIR ?? resolve('../shared/tapes');
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => name.endsWith('.parquet'))
    .sort()
    .map((name) => join(dir, name));
}

/** What is on a tape. */
export async function contentsOf(tape: string): Promise<{ trades: number; pairs: Set<string> }> {
  const pairs = new Set<string>();
  let trades = 0;
  for await (const batch of readTrades(tape)) {
    trades += batch.trades.length;
    for (const { pair } of batch.trades) pairs.add(pair);
  }
  return { trades, pairs };
}
