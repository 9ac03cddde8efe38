import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Trade } from '../../../../engine/trade.ts';
import { openReplayFeed, type ReplayFeed, WARM_UP_US } from '../../../../main/feed/replay/replay-feed.ts';
import { OWN_TYPES, ownRow, writeParquet } from '../../parquet/write-trades-fixture.ts';
import { until } from '../collect.ts';
import { IGNORED } from './ignored-events.ts';

const T0_US = 1_759_260_000_000_000;
const MIN_US = 60_000_000;
const MAX = Number.POSITIVE_INFINITY;
let dir: string;
let feed: ReplayFeed | null = null;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'seek-'));
});
afterEach(async () => {
  await feed?.stop();
  feed = null;
  rmSync(dir, { recursive: true, force: true });
});

/** A trade a second for some minutes, in several files of several row groups. */
async function recording(minutes: number, files = 3): Promise<string> {
  const perFile = (minutes * 60) / files;
  for (let file = 0; file < files; file += 1) {
    const rows = Array.from({ length: perFile }, (_, i) => {
      const second = file * perFile + i;
      return ownRow(T0_US + second * 1_000_000, { trade_id: String(second) });
    });
    await writeParquet(join(dir, `${file}.parquet`), OWN_TYPES, rows, { rowGroupSize: 100 });
  }
  return dir;
}

type Seen = { kind: 'trade' | 'seek' | 'seeked' | 'state'; value: number | string | null };

function follow(replay: ReplayFeed): Seen[] {
  const seen: Seen[] = [];
  replay.start({
    onTrades: (trades: readonly Trade[]) => {
      for (const trade of trades) seen.push({ kind: 'trade', value: Number(trade.tradeId) });
    },
    onGap: () => {},
    onStatus: ({ state, detail }) => seen.push({ kind: 'state', value: `${state}: ${detail}` }),
    onSeek: (fromUs) => seen.push({ kind: 'seek', value: (fromUs - T0_US) / 1_000_000 }),
    onSeeked: () => seen.push({ kind: 'seeked', value: (replay.nowUs() - T0_US) / 1_000_000 }),
  });
  return seen;
}

const after = (seen: readonly Seen[], kind: Seen['kind']) =>
  seen.slice(seen.findLastIndex((one) => one.kind === kind) + 1);
const trades = (seen: readonly Seen[]) => seen.filter(({ kind }) => kind === 'trade').map(({ value }) => Number(value));
const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

it('goes forth: runs the half hour before the place at full speed, and shows no trade behind it', async () => {
  feed = await openReplayFeed({ path: await recording(60), speed: 0.1 });
  const seen = follow(feed);
  await until('the first trade', () => trades(seen).length > 0);
  feed.seek(T0_US + 50 * MIN_US + 500_000);
  expect(feed.state).toBe('seeking');
  await until('the place', () => seen.some(({ kind }) => kind === 'seeked'));
  expect(feed.state).toBe('playing');
  const warmUp = after(
    seen.slice(
      0,
      seen.findIndex(({ kind }) => kind === 'seeked'),
    ),
    'seek',
  );
  expect(trades(warmUp)).toEqual(upTo(20 * 60 + 1, 50 * 60 + 1));
  expect(seen.find(({ kind }) => kind === 'seek')?.value).toBe((50 * MIN_US + 500_000 - WARM_UP_US) / 1_000_000);
  expect(seen.find(({ kind }) => kind === 'seeked')?.value).toBeCloseTo(3_000.5, 2);
  expect(feed.nowUs() - T0_US).toBeLessThan(50 * MIN_US + 1_000_000);
  expect(feed.status().counters.trades).toBe(30 * 60);
});

it('goes back to the start and plays every trade again, in order', async () => {
  feed = await openReplayFeed({ path: await recording(12), speed: MAX });
  const seen = follow(feed);
  await until('the end', () => feed?.state === 'ended');
  expect(seen.at(-1)).toEqual({ kind: 'state', value: 'stopped: end of recording' });
  feed.seek(0);
  await until('the end again', () => seen.filter(({ value }) => value === 'stopped: end of recording').length === 2);
  expect(trades(after(seen, 'seek'))).toEqual(upTo(0, 720));
});

it('stays at its end until it is sent elsewhere, whatever is pressed', async () => {
  feed = await openReplayFeed({ path: await recording(3), speed: MAX });
  const seen = follow(feed);
  await until('the end', () => feed?.state === 'ended');
  const count = trades(seen).length;
  feed.pause();
  feed.resume();
  feed.setSpeed(2);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(feed.state).toBe('ended');
  expect(trades(seen)).toHaveLength(count);
});

it('seeks while paused and stays paused there', async () => {
  feed = await openReplayFeed({ path: await recording(12), speed: MAX });
  feed.start(IGNORED);
  feed.pause();
  feed.seek(T0_US + 5 * MIN_US);
  await until('the place', () => feed?.state === 'playing');
  expect(feed.paused).toBe(true);
  expect(feed.nowUs()).toBe(T0_US + 5 * MIN_US);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(feed.nowUs()).toBe(T0_US + 5 * MIN_US);
  expect(feed.status().detail).toBe('paused');
});

it('follows only the last of many wishes, and stays within the recording', async () => {
  feed = await openReplayFeed({ path: await recording(60), speed: 0.1 });
  const seen = follow(feed);
  for (const minute of [10, 40, 20, 999]) feed.seek(T0_US + minute * MIN_US);
  await until('the place', () => seen.some(({ kind }) => kind === 'seeked'));
  expect(seen.filter(({ kind }) => kind === 'seek')).toHaveLength(1);
  await until('the end', () => feed?.state === 'ended');
  expect(feed.nowUs()).toBe(feed.lastUs);
});

it('runs in steps through quiet time before the place, and can leave it for another', async () => {
  const path = join(dir, 'quiet.parquet');
  const rows = [0, 20, 50].map((minute) => ownRow(T0_US + minute * MIN_US, { trade_id: String(minute) }));
  await writeParquet(path, OWN_TYPES, rows);
  feed = await openReplayFeed({ path, speed: 1 });
  const quiet: number[] = [];
  let seeked = 0;
  feed.start({
    ...IGNORED,
    onQuiet: () => quiet.push(((feed?.nowUs() ?? 0) - T0_US) / MIN_US),
    onSeeked: () => {
      seeked += 1;
    },
  });
  feed.seek(T0_US + 40 * MIN_US);
  await until('the place', () => seeked === 1);
  expect(quiet.length).toBeGreaterThan(300);
  expect(quiet.every((minute, i) => minute - (quiet[i - 1] ?? 10) < 0.2)).toBe(true);
  expect(feed.nowUs() - T0_US).toBeGreaterThanOrEqual(40 * MIN_US);
  feed.seek(T0_US);
  await until('the start', () => seeked === 2);
  expect(feed.nowUs() - T0_US).toBeLessThan(MIN_US);
});
