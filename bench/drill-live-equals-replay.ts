import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Profile } from '../engine/engine.ts';
import {
  type Comparison,
  compareRows,
  computedRows,
  recordedRows,
  recordLive,
  replayedRows,
} from './live-equals-replay.ts';

/**
 * `npm run drill -- live-equals-replay --seconds 120 --profile standard|csp`: records the application live, over an outage, and compares every
 * recorded statistics row with what `compute` and a replay make of the recorded trades. Prints the worst difference per field; exit code 1 if a
 * row is missing or a value differs.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '120' },
      rate: { type: 'string', default: '200' },
      pairs: { type: 'string', default: '100' },
      profile: { type: 'string', default: 'standard' },
    },
  });
  const profile: Profile = values.profile === 'csp' ? 'csp' : 'standard';
  const setup = { profile, seconds: Number(values.seconds), tradesPerSecond: Number(values.rate) };
  const dataDir = await recordLive({ ...setup, pairs: Number(values.pairs) });
  try {
    const live = await recordedRows(dataDir);
    const computed = compareRows(live, await computedRows(dataDir, profile));
    const replayed = compareRows(live, await replayedRows(dataDir, profile));
    print('compute', profile, computed);
    print('replay', profile, replayed);
    return [computed, replayed].every(isEqual) ? 0 : 1;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

const isEqual = ({ rows, missing, columns }: Comparison): boolean =>
  rows > 0 && missing === 0 && columns.every(({ different }) => different === 0);

function print(against: string, profile: Profile, { rows, missing, columns }: Comparison): void {
  const different = columns.reduce((sum, column) => sum + column.different, 0);
  console.log(JSON.stringify({ drill: 'live-equals-replay', profile, against, rows, missing, different }));
  const width = Math.max(...columns.map(({ column }) => column.length));
  for (const { column, compared, different, worstAbsolute, worstRelative } of columns) {
    const worst = `${different} of ${compared} differ, worst ${worstAbsolute} (relative ${worstRelative})`;
    console.log(`${column.padEnd(width)}  ${worst}`);
  }
}
