import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Profile } from '../../../engine/engine.ts';
import { STATISTIC_NAMES } from '../../../engine/schema.ts';
import type { FeedKind } from '../../../main/feed/feed.ts';
import { CELL, FLAG, type PairHistory } from '../../../main/hub/pair-history.ts';
import { listSegments } from '../../../main/recording/layout.ts';
import { type RecentStatisticsQuery, readRecentStatistics } from '../../../main/recording/recent-statistics.ts';
import { createFixture, type Fixture, makeStatistics, NOON_US } from './fixture.ts';

const NOON_MS = NOON_US / 1_000;
const MIN = 60_000;
let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
});
afterEach(() => fixture.close());

/** Records three pairs at these minutes, each run a segment of its own. */
async function record(
  minutes: readonly number[],
  profile: Profile = 'standard',
  statisticsIntervalS = 60,
  feed: FeedKind = 'polygon',
): Promise<void> {
  const recorder = await fixture.open({ profile, statisticsIntervalS, feed });
  for (const minute of minutes) recorder.addStatistics(makeStatistics(3, minute), NOON_MS + minute * MIN);
  await recorder.close();
}

const read = (query: Partial<RecentStatisticsQuery> = {}) =>
  readRecentStatistics({
    root: fixture.root,
    profile: 'standard',
    feed: 'polygon',
    fromMs: NOON_MS - 24 * 60 * MIN,
    untilMs: NOON_MS + 24 * 60 * MIN,
    signal: new AbortController().signal,
    ...query,
  });

const minutesOf = (history: PairHistory | undefined) =>
  Array.from({ length: history?.length ?? 0 }, (_, i) => ((history as PairHistory).at(i, CELL.time) - NOON_MS) / MIN);

test('reads what earlier runs recorded, oldest first, value by value', async () => {
  await record([0, 1, 2]);
  await record([10, 11]);
  const { pairs, rows, unreadable, others } = await read();
  expect([...pairs.keys()]).toEqual(['P0-USD', 'P1-USD', 'P2-USD']);
  expect([rows, unreadable, others]).toEqual([15, [], 0]);
  const history = pairs.get('P1-USD');
  expect(minutesOf(history)).toEqual([0, 1, 2, 10, 11]);
  const cell = (name: (typeof STATISTIC_NAMES)[number]) =>
    history?.at(4, CELL.firstStatistic + STATISTIC_NAMES.indexOf(name));
  const source = makeStatistics(3, 11);
  expect(cell('vwap')).toBe(source.values.vwap[1]);
  expect(cell('volume_60s')).toEqual(source.values.volume_60s[1]);
  expect(history?.at(4, CELL.flags)).toBe(FLAG.partial);
});

test('reads no more than it is asked for, and a row a minute of what was recorded more densely', async () => {
  await record([0, 0.25, 0.5, 0.75, 1, 1.25, 2, 3], 'standard', 1);
  expect(minutesOf((await read()).pairs.get('P0-USD'))).toEqual([0, 1, 2, 3]);
  const part = await read({ fromMs: NOON_MS + MIN, untilMs: NOON_MS + 3 * MIN });
  expect(minutesOf(part.pairs.get('P0-USD'))).toEqual([1, 2]);
});

test('leaves rows of the other profile out and says so', async () => {
  await record([0]);
  await record([1], 'csp');
  const { pairs, others } = await read();
  expect(minutesOf(pairs.get('P0-USD'))).toEqual([0]);
  expect(others).toBe(1);
  expect(minutesOf((await read({ profile: 'csp' })).pairs.get('P0-USD'))).toEqual([1]);
});

test('a simulated market is no past of the real one, nor the other way round', async () => {
  await record([0]);
  await record([1], 'standard', 60, 'demo');
  expect(minutesOf((await read()).pairs.get('P0-USD'))).toEqual([0]);
  expect(minutesOf((await read({ feed: 'demo' })).pairs.get('P0-USD'))).toEqual([1]);
});

test('a damaged segment costs its own rows only', async () => {
  await record([0]);
  await record([1]);
  const [first] = await listSegments(fixture.root, 'statistics');
  await writeFile(join(fixture.root, first?.file ?? ''), 'not Parquet at all');
  const { pairs, unreadable } = await read();
  expect(minutesOf(pairs.get('P0-USD'))).toEqual([1]);
  expect(unreadable).toHaveLength(1);
  expect(unreadable[0]).toContain('not a readable Parquet file');
});

test('stops when it is told to, and finds nothing where there is nothing', async () => {
  expect((await read()).rows).toBe(0);
  await record([0, 1]);
  const aborting = new AbortController();
  aborting.abort();
  expect((await read({ signal: aborting.signal })).rows).toBe(0);
});
