import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Trade } from '../../../../engine/trade.ts';
import { openReplayFeed, type ReplayFeed } from '../../../../main/feed/replay/replay-feed.ts';
import { readTrades } from '../../../../main/parquet/read-trades.ts';
import { addToLedger, recordedGap } from '../../../../main/recording/gap-ledger.ts';
import { haveTapes, TAPES } from '../../../tapes.ts';
import { OWN_TYPES, ownRow, writeParquet } from '../../parquet/write-trades-fixture.ts';
import { collect, until } from '../collect.ts';
import { IGNORED } from './ignored-events.ts';

const T0_US = 1_759_260_000_000_000;
const FULL_SPEED = Number.POSITIVE_INFINITY;
let dir: string;
let feed: ReplayFeed | null = null;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'replay-'));
});
afterEach(async () => {
  await feed?.stop();
  feed = null;
  rmSync(dir, { recursive: true, force: true });
});

async function recording(offsetsMs: readonly number[], overrides: readonly object[] = []): Promise<string> {
  const path = join(dir, 'tape.parquet');
  const rows = offsetsMs.map((ms, i) => ownRow(T0_US + ms * 1_000, { trade_id: String(i), ...overrides[i] }));
  await writeParquet(path, OWN_TYPES, rows, { rowGroupSize: 1_000 });
  return path;
}

const ids = (trades: readonly Trade[]) => trades.map((trade) => Number(trade.tradeId));
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const ended = () => feed?.status().state === 'stopped';

describe('playing', () => {
  it('hands over every trade in order with its recorded arrival, then stops at the end', async () => {
    feed = await openReplayFeed({ path: await recording(upTo(5_000).map((i) => i * 20)), speed: FULL_SPEED });
    expect([feed.firstUs, feed.lastUs]).toEqual([T0_US, T0_US + 4_999 * 20_000]);
    expect(feed.status()).toMatchObject({ kind: 'replay', state: 'idle', source: 'tape.parquet' });
    expect(feed.nowUs()).toBe(T0_US);
    const { trades, statuses } = collect(feed);
    expect(statuses[0]).toMatchObject({ state: 'live', detail: 'at full speed' });
    await until('the end', ended);
    expect(ids(trades)).toEqual(upTo(5_000));
    expect(trades.map((trade) => trade.receivedTimeUs)).toEqual(upTo(5_000).map((i) => T0_US + i * 20_000));
    expect(statuses.at(-1)).toMatchObject({ state: 'stopped', detail: 'end of recording', warning: null });
    expect(feed.status().counters).toMatchObject({ trades: 5_000, malformed: 0 });
    expect(feed.nowUs()).toBe(feed.lastUs);
    expect(feed.status().lastTradeMs).toBe(feed.lastUs / 1_000);
  });

  it('keeps the recorded pace', async () => {
    feed = await openReplayFeed({ path: await recording([0, 100, 200, 300]), speed: 1 });
    const startMs = performance.now();
    const { trades } = collect(feed);
    const atMs: number[] = [];
    await until('all', () => {
      while (atMs.length < trades.length) atMs.push(performance.now() - startMs);
      return trades.length === 4;
    });
    for (const [i, ms] of atMs.entries()) expect(ms).toBeGreaterThan(i * 100 - 2);
  });

  it('plays N times faster, from a long recording', async () => {
    feed = await openReplayFeed({ path: await recording(upTo(100).map((i) => i * 10_000)), speed: 5_000 });
    const { trades } = collect(feed);
    const startMs = performance.now();
    await until('the end', ended);
    expect(ids(trades)).toEqual(upTo(100));
    expect(performance.now() - startMs).toBeGreaterThan(190);
  });

  it('has a clock that runs with the tape: never back, never past a trade that is still to come', async () => {
    feed = await openReplayFeed({ path: await recording(upTo(300).map((i) => i * i)), speed: 200 });
    let latestUs = 0;
    let looks = 0;
    let late = 0;
    const look = () => {
      const nowUs = feed?.nowUs() ?? 0;
      if (nowUs < latestUs) throw new Error('the clock went back');
      latestUs = nowUs;
      looks += 1;
    };
    feed.start({
      onTrades: ([first]) => {
        if ((first?.receivedTimeUs ?? 0) < latestUs) late += 1;
        look();
      },
      onGap: () => {},
      onStatus: () => {},
    });
    await until('the end', () => {
      look();
      return ended();
    });
    expect(late).toBe(0);
    expect(looks).toBeGreaterThan(10);
    expect(latestUs).toBe(feed.lastUs);
  });

  it('moves its clock through quiet stretches', async () => {
    feed = await openReplayFeed({ path: await recording([0, 60_000]), speed: 100 });
    const { trades } = collect(feed);
    await until('the middle', () => (feed?.nowUs() ?? 0) > T0_US + 20e6);
    expect(trades).toHaveLength(1);
  });

  it('tells of a long time without trades, until they are near', async () => {
    feed = await openReplayFeed({ path: await recording([0, 90_000]), speed: 1 });
    expect(feed.quietUntilUs).toBeNull();
    const { trades } = collect(feed);
    await until('the first trade', () => trades.length === 1);
    await until('the quiet', () => feed?.quietUntilUs === T0_US + 90e6);
    feed.setSpeed(1_000);
    await until('the last minute', () => (feed?.nowUs() ?? 0) > T0_US + 31e6);
    expect(feed.quietUntilUs).toBeNull();
  });

  it('counts the outages that were recorded beside it, up to where it is', async () => {
    const folder = join(dir, 'crypto_trades.parquet');
    mkdirSync(folder);
    await writeParquet(
      join(folder, 'a.parquet'),
      OWN_TYPES,
      [0, 10, 60, 61].map((s) => ownRow(T0_US + s * 1e6)),
    );
    const gap = (from: number, to: number) =>
      recordedGap({ fromUs: T0_US + from * 1e6, toUs: T0_US + to * 1e6, reason: 'connection lost', reconnects: 1 });
    // The first was over when this part of the recording began.
    await addToLedger(dir, [gap(-60, 0), gap(0, 10), gap(10, 60)]);
    feed = await openReplayFeed({ path: dir, speed: 1 });
    const { trades } = collect(feed);
    feed.seek(T0_US + 30e6);
    await until('the middle', () => feed?.state === 'playing' && trades.length === 2);
    expect(feed.passedGaps().map(({ toUs }) => (toUs - T0_US) / 1e6)).toEqual([10]);
    expect(feed.status().counters.gaps).toBe(1);
    feed.setSpeed(FULL_SPEED);
    await until('the end', ended);
    expect(feed.status().counters.gaps).toBe(2);
  });

  it('runs through a quiet stretch at full speed in steps, with turns for other work, so that every second can be evaluated', async () => {
    feed = await openReplayFeed({ path: await recording([0, 3_600_000]), speed: FULL_SPEED });
    const quiet: number[] = [];
    let turns = 0;
    feed.start({
      ...IGNORED,
      onQuiet: () => {
        quiet.push(((feed?.nowUs() ?? 0) - T0_US) / 1e6);
        const endMs = performance.now() + 0.1;
        while (performance.now() < endMs);
      },
    });
    while (!ended()) {
      await new Promise(setImmediate);
      turns += 1;
    }
    expect(quiet).toEqual(upTo(719).map((i) => (i + 1) * 5));
    expect(turns).toBeGreaterThan(15);
  });

  it('leaves turns to other work at full speed', async () => {
    feed = await openReplayFeed({ path: await recording(upTo(3_000)), speed: FULL_SPEED });
    let turns = 0;
    let trades = 0;
    feed.start({
      onTrades: (batch) => {
        trades += batch.length;
        // A slow receiver: the feed must notice that its turn is over.
        const endMs = performance.now() + 6;
        while (performance.now() < endMs);
      },
      onGap: () => {},
      onStatus: () => {},
    });
    while (!ended()) {
      await new Promise(setImmediate);
      turns += 1;
    }
    expect(trades).toBe(3_000);
    expect(turns).toBeGreaterThanOrEqual(11);
  });
});

describe('control', () => {
  it('pauses, resumes and changes pace', async () => {
    feed = await openReplayFeed({ path: await recording(upTo(2_000).map((i) => i * 10)), speed: 1 });
    const { trades, statuses } = collect(feed);
    await until('some trades', () => trades.length > 5);
    feed.pause();
    const [count, nowUs] = [trades.length, feed.nowUs()];
    await sleep(80);
    expect(trades).toHaveLength(count);
    expect(feed.nowUs()).toBe(nowUs);
    feed.setSpeed(50);
    expect(feed.status().detail).toBe('paused');
    feed.resume();
    await until('more trades', () => trades.length > count + 50);
    feed.setSpeed(FULL_SPEED);
    await until('the end', ended);
    expect(ids(trades)).toEqual(upTo(2_000));
    expect(statuses.map((status) => status.detail)).toEqual([
      'at 1x',
      'paused',
      'paused',
      'at 50x',
      'at full speed',
      'end of recording',
    ]);
  });

  it('pauses at full speed between two trades', async () => {
    feed = await openReplayFeed({ path: await recording(upTo(2_000)), speed: FULL_SPEED });
    const trades: Trade[] = [];
    feed.start({
      onTrades: (batch) => {
        trades.push(...batch);
        if (trades.length >= 1_000 && trades.length < 1_000 + batch.length) feed?.pause();
      },
      onGap: () => {},
      onStatus: () => {},
    });
    await until('the pause', () => trades.length >= 1_000);
    const count = trades.length;
    await sleep(50);
    expect(trades).toHaveLength(count);
    expect(count).toBeLessThan(2_000);
    feed.resume();
    await until('the end', ended);
    expect(ids(trades)).toEqual(upTo(2_000));
  });

  it('stops in the middle of a wait, in silence', async () => {
    feed = await openReplayFeed({ path: await recording([0, 3_600_000]), speed: 1 });
    const { trades, statuses } = collect(feed);
    await until('the first trade', () => trades.length === 1);
    await feed.stop();
    await feed.stop();
    expect(feed.status()).toMatchObject({ state: 'stopped', detail: null });
    expect(statuses.at(-1)?.state).toBe('live');
  });
});

describe('faults', () => {
  it('reports a file that cannot be played when it is opened', async () => {
    await expect(openReplayFeed({ path: join(dir, 'none'), speed: 1 })).rejects.toThrow('does not exist');
    await expect(openReplayFeed({ path: await recording([]), speed: 1 })).rejects.toThrow('holds no trades');
  });

  it('counts unusable rows and warns', async () => {
    feed = await openReplayFeed({ path: await recording([0, 1, 2], [{}, { price: 0 }, {}]), speed: FULL_SPEED });
    const { trades, statuses } = collect(feed);
    await until('the end', ended);
    expect(ids(trades)).toEqual([0, 2]);
    expect(feed.status().counters.malformed).toBe(1);
    expect(statuses.at(-1)?.warning).toContain('1 row cannot be used; the first: ');
  });

  it('plays rows out of order of arrival without going back in time', async () => {
    feed = await openReplayFeed({ path: await recording([0, 20, 10, 30]), speed: FULL_SPEED });
    const { trades } = collect(feed);
    await until('the end', ended);
    expect(trades.map((trade) => (trade.receivedTimeUs - T0_US) / 1_000)).toEqual([0, 20, 20, 30]);
    expect(feed.status().warning).toBe('1 trade is not in order of arrival and shown at the time of the one before.');
  });

  it('says nothing of trades that were fetched later, which never arrived', async () => {
    const path = join(dir, 'backfilled.parquet');
    const later = ownRow(T0_US + 5, { received_time: null, backfilled: true });
    const rows = [ownRow(T0_US, { trade_id: '0' }), ownRow(T0_US + 9, { trade_id: '1' }), later];
    await writeParquet(path, { ...OWN_TYPES, backfilled: 'BOOLEAN' }, rows);
    feed = await openReplayFeed({ path, speed: FULL_SPEED });
    const { trades } = collect(feed);
    await until('the end', ended);
    expect(ids(trades)).toEqual([0, 1]);
    expect(feed.status()).toMatchObject({ warning: null, counters: { malformed: 0 } });
  });

  it('leaves out damaged and foreign files of a dataset, and names them', async () => {
    for (const [i, name] of ['a', 'b', 'c'].entries()) {
      const rows = upTo(2_000).map((row) => ownRow(T0_US + i * 10e6 + row, { trade_id: String(row) }));
      await writeParquet(join(dir, `${name}.parquet`), OWN_TYPES, rows, { rowGroupSize: 1_000 });
    }
    const path = join(dir, 'b.parquet');
    const bytes = readFileSync(path);
    const at = Math.floor(bytes.length * 0.75);
    bytes[at] = (bytes[at] as number) ^ 4;
    writeFileSync(path, bytes);
    await writeParquet(join(dir, 'd.parquet'), { a: 'DOUBLE' }, [{ a: 1 }]);
    feed = await openReplayFeed({ path: dir, speed: FULL_SPEED });
    const { trades } = collect(feed);
    await until('the end', ended);
    expect(feed.status().detail).toBe('end of recording');
    expect(ids(trades)).toEqual([...upTo(2_000), ...upTo(1_000), ...upTo(2_000)]);
    expect(feed.status().warning).toContain(`${join(dir, 'd.parquet')} is no file of trades`);
    expect(feed.status().warning).toContain('So is 1 more file.');
  });

  it('cannot play a dataset of damaged files alone, and says why', async () => {
    writeFileSync(join(dir, 'a.parquet'), 'no parquet');
    await expect(openReplayFeed({ path: dir, speed: 1 })).rejects.toThrow('a.parquet is not a readable Parquet file');
  });
});

describe.skipIf(!haveTapes)('tapes', () => {
  it.each(TAPES)('$path at full speed: every trade as it was recorded', async (tape) => {
    feed = await openReplayFeed({ path: tape.path, speed: FULL_SPEED });
    const { trades } = collect(feed);
    await until('the end', ended);
    const recorded: Trade[] = [];
    for await (const batch of readTrades(tape.path)) recorded.push(...batch.trades);
    expect(trades).toEqual(recorded);
    expect(trades).toHaveLength(tape.trades);
  });
});
