import { describe, expect, it } from 'vitest';
import { createClock } from '../../../../main/clock.ts';
import { until } from '../collect.ts';
import { connect, KEY, outgoing, serve, sleep, trickle } from './harness.ts';

describe('a good session', () => {
  it('runs through the states to live and hands trades over in batches', async () => {
    const server = await serve({ key: KEY });
    const client = connect(server.url);
    expect(client.feed.status()).toMatchObject({ state: 'connecting', source: server.url, lastTradeMs: null });
    await until('live', () => client.feed.status().state === 'live');
    expect(client.states()).toEqual(['connecting', 'authenticating', 'subscribing', 'live']);
    expect([...server.sessions].map((session) => [...session.channels])).toEqual([['XT.*']]);

    const before = Date.now();
    server.send([outgoing({ pair: 'ETH-USD', price: 4_000.5, size: 2, side: 'sell', exchange: 23 }), outgoing()]);
    await until('two trades', () => client.trades.length === 2);
    expect(client.batchSizes).toEqual([2]);
    expect(client.trades[0]).toMatchObject({ pair: 'ETH-USD', price: 4_000.5, size: 2, side: 'sell', exchange: 23 });
    expect(client.trades[0]?.receivedTimeUs).toBeGreaterThanOrEqual(before * 1_000 - 1_000);
    const status = client.feed.status();
    expect(status).toMatchObject({ kind: 'polygon', detail: null, warning: null });
    expect(status.counters).toMatchObject({ trades: 2, duplicates: 0, malformed: 0, reconnects: 0, gaps: 0 });
    expect(status.counters.frames).toBe(4);
    expect(status.lastTradeMs).toBe((client.trades[1]?.receivedTimeUs ?? 0) / 1_000);
    expect(status.lastFrameMs).toBe(status.lastTradeMs);
    expect(status.clockSkewMs).toBeGreaterThan(20);
    expect(status.clockSkewMs).toBeLessThan(5_000);
    expect(client.gaps).toEqual([]);
  });

  it('subscribes to the channels that were asked for, in one message', async () => {
    const server = await serve();
    const client = connect(server.url, { channels: ['XT.BTC-USD', 'XT.ETH-USD'] });
    await until('live', () => client.feed.status().state === 'live');
    server.send([outgoing(), outgoing({ pair: 'SOL-USD' }), outgoing({ pair: 'ETH-USD' })]);
    await until('trades', () => client.trades.length === 2);
    expect(client.trades.map((trade) => trade.pair)).toEqual(['BTC-USD', 'ETH-USD']);
  });

  it('pings a quiet server and stays connected; single pairs may be silent', async () => {
    const server = await serve();
    const client = connect(server.url, { channels: ['XT.BTC-USD'] });
    await until('live', () => client.feed.status().state === 'live');
    await until('pings', () => server.counters.pings >= 20);
    expect(server.counters.connections).toBe(1);
    expect(client.feed.status()).toMatchObject({ state: 'live', warning: null });
  });

  it('counts trades without side, and drops those without conditions for the csp profile', async () => {
    const server = await serve();
    const standard = connect(server.url);
    const csp = connect(server.url, { dropSideless: true });
    await until('both live', () => [standard, csp].every((client) => client.feed.status().state === 'live'));
    server.send([outgoing({ side: 'unknown' })]);
    server.enable('empty-c');
    server.send([outgoing()]);
    server.disable('empty-c');
    server.enable('missing-c');
    server.send([outgoing()]);
    server.disable('missing-c');
    server.send([outgoing()]);
    await until('trades', () => standard.trades.length === 4 && csp.trades.length === 2);
    expect(standard.trades.map((trade) => trade.side)).toEqual(['unknown', 'unknown', 'unknown', 'buy']);
    expect(csp.trades.map((trade) => trade.side)).toEqual(['unknown', 'buy']);
    expect(standard.feed.status().counters).toMatchObject({ trades: 4, sideless: 3 });
    expect(csp.feed.status().counters).toMatchObject({ trades: 2, sideless: 3 });
  });
});

describe('keys', () => {
  it('stops on a refused key until the key changes, and never shows it', async () => {
    const server = await serve({ key: KEY });
    const client = connect(server.url, { key: 'wrong-key' });
    await until('stopped', () => client.feed.status().state === 'stopped');
    expect(client.feed.status().detail).toContain('The server refused the API key ("authentication failed")');
    await sleep(400);
    expect(server.counters.connections).toBe(1);
    client.feed.setKey(` ${KEY}\n`);
    await until('live', () => client.feed.status().state === 'live');
    expect(JSON.stringify(client.statuses)).not.toContain(KEY);
    expect(JSON.stringify(client.statuses)).not.toContain('wrong-key');
  });

  it('says that there is no key, without connecting', async () => {
    const server = await serve();
    const client = connect(server.url, { key: ' ' });
    expect(client.feed.status()).toMatchObject({ state: 'stopped', detail: expect.stringContaining('no API key') });
    expect(server.counters.connections).toBe(0);
    client.feed.setKey(KEY);
    await until('live', () => client.feed.status().state === 'live');
  });

  it('hides the key where the server quotes it', async () => {
    const server = await serve();
    const client = connect(server.url);
    await until('live', () => client.feed.status().state === 'live');
    server.sendRaw(`[{"ev":"status","status":"notice","message":"hello ${KEY}"}]`);
    await until('a warning', () => client.feed.status().warning !== null);
    expect(client.feed.status().warning).toContain('hello ***');
    server.sendRaw(`[{"ev":"status","status":"auth_failed","message":"key ${KEY} was revoked"}]`);
    await until('stopped', () => client.feed.status().state === 'stopped');
    expect(client.feed.status().detail).toContain('key *** was revoked');
    expect(JSON.stringify(client.statuses)).not.toContain(KEY);
  });

  it('connects anew when the key changes while live, with a gap', async () => {
    const server = await serve();
    const client = connect(server.url);
    trickle(server);
    await until('trades', () => client.trades.length > 0);
    client.feed.setKey('another');
    await until('a gap', () => client.gaps.length === 1);
    expect(client.gaps[0]?.reason).toBe('the API key was changed');
    expect(server.counters.connections).toBe(2);
    await until('one connection', () => server.sessions.size === 1);
  });
});

describe('stop', () => {
  it('closes the connection, says nothing more, and may be repeated', async () => {
    const server = await serve();
    const client = connect(server.url);
    trickle(server);
    await until('trades', () => client.trades.length > 3);
    await client.feed.stop();
    await client.feed.stop();
    const count = client.trades.length;
    await until('no session', () => server.sessions.size === 0);
    await sleep(100);
    expect(client.trades.length).toBe(count);
    expect(client.statuses.at(-1)?.state).toBe('live');
    expect(client.feed.status()).toMatchObject({ state: 'stopped', detail: null });
  });

  it('ends the waiting for another attempt', async () => {
    const server = await serve();
    const { url } = server;
    await server.stop();
    const client = connect(url);
    await until('backing off', () => client.feed.status().state === 'backing-off');
    await client.feed.stop();
    const { reconnects } = client.feed.status().counters;
    await sleep(400);
    expect(client.feed.status().counters.reconnects).toBe(reconnects);
  });
});

describe('clocks', () => {
  it('treats a forward jump (sleep) as an outage: reconnects and records the gap', async () => {
    const server = await serve();
    let sleptMs = 0;
    const client = connect(server.url, { clock: createClock(() => Date.now() + sleptMs) });
    trickle(server);
    await until('trades', () => client.trades.length > 2);
    sleptMs = 3_600_000;
    await until('a gap', () => client.gaps.length === 1);
    const [gap] = client.gaps;
    expect(gap?.reason).toContain('the clock jumped forward');
    expect((gap?.toUs ?? 0) - (gap?.fromUs ?? 0)).toBeGreaterThan(3_500e6);
    expect(server.counters.connections).toBe(2);
    await until('live', () => client.feed.status().state === 'live');
  });

  it.each([
    ['slow', -3_600_000, "this computer's clock is slow"],
    ['fast', 60_000, "this computer's clock is fast"],
  ])('warns when this clock is %s', async (_, offsetMs, warning) => {
    const server = await serve();
    const client = connect(server.url, { clock: createClock(() => Date.now() + offsetMs) });
    trickle(server);
    await until('a warning', () => client.feed.status().warning !== null);
    expect(client.feed.status()).toMatchObject({ state: 'live', warning: expect.stringContaining(warning) });
    expect(Math.abs((client.feed.status().clockSkewMs ?? 0) - offsetMs)).toBeLessThan(5_000);
  });
});
