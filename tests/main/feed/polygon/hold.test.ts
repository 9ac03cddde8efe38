import { expect, it } from 'vitest';
import { createFeedHolds } from '../../../../main/feed/feed-holds.ts';
import { until } from '../collect.ts';
import { connect, serve, sleep, trickle } from './harness.ts';

it('a held feed closes its connection, takes nothing, and records the outage with its reason', async () => {
  const server = await serve();
  const client = connect(server.url);
  trickle(server);
  await until('trades', () => client.trades.length > 3);
  client.feed.hold('the feed was stopped by the user');
  expect(client.feed.status()).toMatchObject({ state: 'stopped', detail: 'The feed was stopped by the user.' });
  await until('closed', () => server.sessions.size === 0);
  const before = client.trades.length;
  await sleep(300);
  expect(client.trades).toHaveLength(before);
  expect(client.gaps).toEqual([]);

  client.feed.release();
  await until('more trades', () => client.trades.length > before);
  expect(client.gaps).toHaveLength(1);
  expect(client.gaps[0]).toMatchObject({ reason: 'the feed was stopped by the user', reconnects: 1 });
  expect(client.gaps[0]?.fromUs).toBe(client.trades[before - 1]?.receivedTimeUs);
  expect(client.gaps[0]?.toUs).toBe(client.trades[before]?.receivedTimeUs);
});

it('reconnecting opens a new connection at once, also while it waits for the next try, but not while it is held', async () => {
  const server = await serve();
  const client = connect(server.url, {
    timings: { backoffFloorMs: 60_000, backoffBaseMs: 60_000, backoffCapMs: 60_000 },
  });
  trickle(server);
  await until('trades', () => client.trades.length > 0);
  client.feed.reconnect('the user asked for it');
  await until('live again', () => client.gaps.length === 1);
  expect(client.gaps[0]?.reason).toBe('the user asked for it');
  server.drop();
  await until('waiting', () => client.feed.status().state === 'backing-off');
  client.feed.reconnect('the computer woke up');
  await until('live a third time', () => client.gaps.length === 2);
  expect(server.counters.connections).toBe(3);
  client.feed.hold('the computer slept');
  client.feed.reconnect('the user asked for it');
  await sleep(100);
  expect(client.feed.status().state).toBe('stopped');
  expect(server.counters.connections).toBe(3);
});

it('is held as long as anyone holds it', () => {
  const calls: string[] = [];
  const holds = createFeedHolds({ hold: (reason) => calls.push(reason), release: () => calls.push('release') });
  holds.hold('user');
  holds.hold('sleep');
  holds.release('sleep');
  expect(holds.isHeldBy('user')).toBe(true);
  expect(calls).not.toContain('release');
  holds.release('user');
  holds.release('user');
  expect(calls).toEqual(['the feed was stopped by the user', 'the computer slept', 'release']);
});
