import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Profile } from '../engine/engine.ts';
import { demoSource, tapeSource } from '../tests/polygon-server/source.ts';
import {
  type ColumnDifference,
  type Comparison,
  compareRows,
  computedRows,
  recordedRows,
  recordLive,
  replayedRows,
} from './live-equals-replay.ts';

/**
 * `npm run drill -- live-equals-replay --seconds 120 --profile standard|csp [--tape FILE]`: records the application live, over an outage, and
 * compares every recorded statistics row with what `compute` and a replay make of the recorded trades. Prints the worst difference per field;
 * exit code 1 if a row is missing or a value differs.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '120' },
      tape: { type: 'string' },
      speed: { type: 'string', default: '1' },
      rate: { type: 'string', default: '200' },
      pairs: { type: 'string', default: '100' },
      profile: { type: 'string', default: 'standard' },
    },
  });
  const profile: Profile = values.profile === 'csp' ? 'csp' : 'standard';
  const source =
    values.tape === undefined
      ? demoSource({ tradesPerSecond: Number(values.rate), pairs: Number(values.pairs), seed: 1 })
      : tapeSource({ path: values.tape, speed: Number(values.speed), once: false, keepTimes: false, ids: true });
  const dataDir = await recordLive({ profile, seconds: Number(values.seconds), source });
  try {
    const live = await recordedRows(dataDir);
    const computed = compareRows(live, await computedRows(dataDir, profile));
    const replayed = compareRows(live, await replayedRows(dataDir, profile));
    print(profile, { compute: computed, replay: replayed });
    return [computed, replayed].every(isEqual) ? 0 : 1;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

const isEqual = ({ rows, missing, columns }: Comparison): boolean =>
  rows > 0 && missing === 0 && columns.every(({ different }) => different === 0);

function print(profile: Profile, comparisons: Readonly<Record<'compute' | 'replay', Comparison>>): void {
  for (const [against, { rows, missing, columns }] of Object.entries(comparisons)) {
    const different = columns.reduce((sum, column) => sum + column.different, 0);
    console.log(JSON.stringify({ drill: 'live-equals-replay', profile, against, rows, missing, different }));
  }
  const [compute, replay] = [comparisons.compute, comparisons.replay];
  console.log('\n| field | live against `compute` | live against a replay |\n|---|---|---|');
  for (const column of compute.columns) {
    const same = replay.columns.find(({ column: name }) => name === column.column);
    console.log(`| \`${column.column}\` | ${inWords(column)} | ${same === undefined ? '' : inWords(same)} |`);
  }
}

const inWords = ({ compared, different, worstAbsolute, worstRelative }: ColumnDifference): string =>
  `${different} of ${compared} differ, worst ${worstAbsolute} (relative ${worstRelative})`;
