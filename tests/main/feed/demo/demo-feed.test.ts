import { afterEach, expect, it } from 'vitest';
import { createClock } from '../../../../main/clock.ts';
import { createDemoFeed } from '../../../../main/feed/demo/demo-feed.ts';
import type { Feed } from '../../../../main/feed/feed.ts';
import { collect, until } from '../collect.ts';

let feed: Feed | null = null;
afterEach(async () => {
  await feed?.stop();
});

it('is live at once, says that it is simulated, and delivers batches stamped with the clock', async () => {
  const clock = createClock();
  const startedUs = clock.nowUs();
  feed = createDemoFeed({ clock });
  expect(feed.status()).toMatchObject({ kind: 'demo', state: 'idle', lastTradeMs: null });
  const { trades, statuses } = collect(feed);
  expect(statuses).toHaveLength(1);
  expect(statuses[0]).toMatchObject({ state: 'live', source: 'simulated market' });
  expect(statuses[0]?.detail).toContain('not real');
  await until('first trades', () => trades.length > 0);
  expect(trades[0]?.receivedTimeUs).toBeGreaterThanOrEqual(startedUs);
  await until('more trades', () => trades.length > 40);
  const status = feed.status();
  expect(status.counters.trades).toBe(trades.length);
  expect(status.lastTradeMs).toBe((trades.at(-1)?.receivedTimeUs ?? 0) / 1_000);
});

it('delivers at the wanted rate, all trades once', async () => {
  const clock = createClock();
  const startedUs = clock.nowUs();
  feed = createDemoFeed({ clock, tradesPerSecond: 20_000, pairs: 500 });
  const { trades } = collect(feed);
  await until('trades of half a second', () => clock.nowUs() - startedUs > 500_000);
  await feed.stop();
  expect(trades.length).toBeGreaterThan(5_000);
  expect(new Set(trades.map((trade) => trade.tradeId)).size).toBe(trades.length);
  const sequences = trades.map((trade) => Number(trade.tradeId?.split('-')[1]));
  expect(sequences).toEqual(sequences.map((_, i) => i + 1));
});

it('goes on after sleep with a gap instead of hours of trades', async () => {
  let sleptMs = 0;
  feed = createDemoFeed({ clock: createClock(() => Date.now() + sleptMs) });
  const { trades, gaps } = collect(feed);
  await until('trades', () => trades.length > 0);
  const before = trades.length;
  sleptMs = 3_600_000;
  await until('a gap', () => gaps.length > 0);
  await until('trades again', () => trades.length > before + 5);
  expect(trades.length).toBeLessThan(before + 1_000);
  expect(feed.status().counters.gaps).toBe(1);
  expect(gaps[0]?.toUs).toBeGreaterThan((gaps[0]?.fromUs ?? 0) + 3_590e6);
});

it('falls silent when stopped, also twice or before the start', async () => {
  feed = createDemoFeed({ clock: createClock() });
  await feed.stop();
  feed = createDemoFeed({ clock: createClock() });
  const { trades, statuses } = collect(feed);
  await until('trades', () => trades.length > 0);
  await feed.stop();
  await feed.stop();
  const [count, said] = [trades.length, statuses.length];
  await new Promise((resolve) => setTimeout(resolve, 80));
  expect([trades.length, statuses.length]).toEqual([count, said]);
  expect(feed.status().state).toBe('stopped');
});

it('is held and goes on with an outage of that reason', async () => {
  feed = createDemoFeed({ clock: createClock() });
  const { trades, gaps } = collect(feed);
  await until('trades', () => trades.length > 0);
  feed.hold('the feed was stopped by the user');
  const before = trades.length;
  expect(feed.status()).toMatchObject({ state: 'stopped', detail: 'the feed was stopped by the user' });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(trades).toHaveLength(before);
  feed.release();
  await until('more trades', () => trades.length > before);
  expect(gaps.map((gap) => gap.reason)).toEqual(['the feed was stopped by the user']);
  expect(feed.status().state).toBe('live');
});
