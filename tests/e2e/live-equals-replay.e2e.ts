import { rm } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import {
  type Comparison,
  compareRows,
  computedRows,
  recordedRows,
  recordLive,
  replayedRows,
} from '../../bench/live-equals-replay.ts';
import { STATISTICS_COLUMNS } from '../../engine/schema.ts';
import { demoSource } from '../polygon-server/source.ts';

const PARTIAL = STATISTICS_COLUMNS.findIndex(({ name }) => name === 'partial');

test('statistics made again of the recorded trades are those that were live, value by value, an outage included', async () => {
  const dataDir = await recordLive({
    profile: 'standard',
    seconds: 6,
    source: demoSource({ tradesPerSecond: 100, pairs: 20, seed: 1 }),
  });
  const live = await recordedRows(dataDir);
  expect(live.size).toBeGreaterThan(20);
  expect(new Set([...live.values()].map((values) => values[PARTIAL]))).toEqual(new Set([true, false]));
  const expectEqual = ({ rows, missing, columns }: Comparison) => {
    expect(rows).toBeGreaterThan(20);
    expect(missing).toBe(0);
    expect(columns).toHaveLength(STATISTICS_COLUMNS.length);
    expect(columns.filter(({ different }) => different > 0)).toEqual([]);
  };
  expectEqual(compareRows(live, await computedRows(dataDir, 'standard')));
  expectEqual(compareRows(live, await replayedRows(dataDir, 'standard')));
  await rm(dataDir, { recursive: true, force: true });
});
