import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { FaultName } from '../../../polygon-server/faults.ts';
import { until } from '../collect.ts';
import { type CollectedPolygon, connect, outgoing, serve, sleep, trickle } from './harness.ts';

const stateOf = (client: CollectedPolygon) => client.feed.status().state;
const detailOf = (client: CollectedPolygon) => client.feed.status().detail;
const warningOf = (client: CollectedPolygon) => client.feed.status().warning;
const detailsOf = (client: CollectedPolygon) => client.statuses.map((status) => status.detail).join('\n');

describe('a step that gets no answer is given up and tried again', () => {
  it.each<[FaultName, string[], string]>([
    ['no-open', ['connecting'], 'The server does not answer.'],
    ['no-greeting', ['connecting'], 'The server did not greet us.'],
    ['no-auth-answer', ['connecting', 'authenticating'], 'The server did not answer the authentication.'],
    [
      'no-subscribe-answer',
      ['connecting', 'authenticating', 'subscribing'],
      'The server did not answer the subscription.',
    ],
  ])('%s', async (fault, states, detail) => {
    const server = await serve({ faults: [fault] });
    const client = connect(server.url);
    await until('back-off', () => stateOf(client) === 'backing-off');
    expect(client.states()).toEqual([...states, 'backing-off']);
    expect(detailOf(client)).toMatch(new RegExp(`^${detail} Trying again in \\d+ s.$`));
    await until('another attempt', () => server.counters.connections >= 2);
    server.disable(fault);
    trickle(server);
    await until('trades', () => client.trades.length > 0);
    expect(stateOf(client)).toBe('live');
    expect(client.feed.status().counters.reconnects).toBe(server.counters.connections - 1);
    expect(client.gaps).toHaveLength(1);
    expect(client.gaps[0]).toMatchObject({ fromUs: null, reconnects: server.counters.connections - 1 });
  });

  it('auth-timeout', async () => {
    const server = await serve({ faults: ['auth-timeout'] });
    const client = connect(server.url);
    await until('back-off', () => stateOf(client) === 'backing-off');
    expect(detailOf(client)).toContain('did not receive our authentication in time');
    server.disable('auth-timeout');
    await until('live', () => stateOf(client) === 'live');
  });

  it('nothing listens at the address', async () => {
    const server = await serve();
    const { url, port } = server;
    await server.stop();
    const client = connect(url);
    await until('attempts', () => client.feed.status().counters.reconnects >= 2);
    expect(detailsOf(client)).toContain('Nothing answers at that address.');
    await serve({ port });
    await until('live', () => stateOf(client) === 'live');
  });

  it('something else listens at the address', async () => {
    const other = createServer((_, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const client = connect(`ws://127.0.0.1:${port}`);
    await until('back-off', () => stateOf(client) === 'backing-off');
    expect(detailOf(client)).toContain('Unexpected server response: 404');
    await client.feed.stop();
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('refusals', () => {
  it.each<FaultName>(['auth-failed', 'auth-failed-old'])('%s is fatal', async (fault) => {
    const server = await serve({ faults: [fault] });
    const client = connect(server.url);
    await until('stopped', () => stateOf(client) === 'stopped');
    expect(client.states()).toEqual(['connecting', 'authenticating', 'stopped']);
    await sleep(400);
    expect(server.counters.connections).toBe(1);
  });

  it('not-authorized for every channel stops the feed', async () => {
    const server = await serve({ faults: ['not-authorized'] });
    const client = connect(server.url);
    await until('stopped', () => stateOf(client) === 'stopped');
    expect(detailOf(client)).toBe('The plan of this API key does not include XT.*.');
    await sleep(400);
    expect(server.counters.connections).toBe(1);
    server.disable('not-authorized');
    client.feed.setKey('a key of a better plan');
    await until('live', () => stateOf(client) === 'live');
    expect(warningOf(client)).toBeNull();
  });

  it('not authorized for one channel stops that channel only, also after a reconnect', async () => {
    const server = await serve({ refusedChannels: ['XQ.*'] });
    const client = connect(server.url, { channels: ['XT.BTC-USD', 'XQ.*', 'XT.ETH-USD'] });
    await until('live', () => stateOf(client) === 'live');
    expect(warningOf(client)).toBe('The plan of this API key does not include XQ.*.');
    server.drop();
    await until('a new session', () => server.counters.subscriptions === 2 && stateOf(client) === 'live');
    expect([...server.sessions].map((session) => [...session.channels])).toEqual([['XT.BTC-USD', 'XT.ETH-USD']]);
  });

  it('goes on without a channel that is never confirmed', async () => {
    const server = await serve();
    const client = connect(server.url, { channels: ['XT.BTC-USD', 'NEWS.*'] });
    await until('live', () => stateOf(client) === 'live');
    expect(warningOf(client)).toBe('The server did not confirm NEWS.*.');
  });

  it('goes live on data if the subscription is never confirmed', async () => {
    const server = await serve({ faults: ['silent-subscribe'] });
    trickle(server);
    const client = connect(server.url);
    await until('trades', () => client.trades.length > 0);
    expect(stateOf(client)).toBe('subscribing');
    await until('live', () => stateOf(client) === 'live');
    expect(client.gaps).toEqual([]);
    server.enable('stall');
    await until('a warning', () => warningOf(client) === 'The connection is up, but no trades arrive.');
  });

  it.each<FaultName>(['max-connections', 'max-connections-evict'])(
    '%s waits long and says why, then comes back',
    async (fault) => {
      const server = await serve({ faults: [fault], faultEveryMs: 100 });
      trickle(server);
      const client = connect(server.url);
      const refusedAt = Date.now();
      await until('back-off', () => stateOf(client) === 'backing-off');
      expect(detailOf(client)).toMatch(/^Another program uses this API key .* Trying again in \d+ s\.$/);
      server.disable(fault);
      await until('trades', () => stateOf(client) === 'live' && client.trades.length > 0);
      expect(Date.now() - refusedAt).toBeGreaterThan(480);
      expect(server.counters.connections).toBe(2);
      expect(server.counters.refusedAsOneTooMany).toBe(1);
    },
  );

  it('close code 1008 without a status means the same', async () => {
    const server = await serve();
    const client = connect(server.url);
    await until('live', () => stateOf(client) === 'live');
    server.close(1008);
    await until('back-off', () => stateOf(client) === 'backing-off');
    expect(detailOf(client)).toContain('Another program uses this API key');
    await sleep(300);
    expect(stateOf(client)).toBe('backing-off');
  });

  it('two programs with one key evict each other slowly, not in a hot loop', async () => {
    const server = await serve({ faults: ['max-connections-evict'], faultEveryMs: 60_000 });
    const clients = [connect(server.url), connect(server.url)];
    await until('evictions', () => server.counters.refusedAsOneTooMany >= 1);
    await sleep(1_500);
    expect(clients.some((client) => stateOf(client) === 'live')).toBe(true);
    expect(server.counters.connections).toBeLessThan(8);
  });
});

describe('losses of the connection', () => {
  it.each([1000, 1001, 1011, 1012, 1013, 3000])('close code %i: backs off and comes back, with a gap', async (code) => {
    const server = await serve();
    trickle(server);
    const client = connect(server.url);
    await until('trades', () => client.trades.length > 0);
    const states = client.states().length;
    server.close(code, 'night shift');
    await until('a gap', () => client.gaps.length === 1);
    expect(client.states().slice(states)).toEqual([
      'backing-off',
      'connecting',
      'authenticating',
      'subscribing',
      'live',
    ]);
    expect(client.gaps[0]?.reason).toContain(`(code ${code}, "night shift")`);
  });

  it('silent-drop: the connection broke', async () => {
    const server = await serve({ faults: ['silent-drop'], faultEveryMs: 400 });
    trickle(server);
    const client = connect(server.url);
    await until('two gaps', () => client.gaps.length >= 2);
    expect(client.gaps[0]).toMatchObject({ reason: 'the connection broke (code 1006)' });
    expect(client.feed.status().counters.gaps).toBe(client.gaps.length);
    expect(client.feed.status().counters.reconnects).toBeGreaterThanOrEqual(2);
  });

  it('clean-close is not the end', async () => {
    const server = await serve();
    trickle(server);
    const client = connect(server.url);
    await until('trades', () => client.trades.length > 0);
    server.enable('clean-close');
    server.disable('clean-close');
    await until('a gap', () => client.gaps.length === 1);
    expect(stateOf(client)).toBe('live');
  });

  it('freeze: a connection without pongs is dead', async () => {
    const server = await serve();
    const stop = trickle(server);
    const client = connect(server.url);
    await until('trades', () => client.trades.length > 0);
    stop();
    server.enable('freeze');
    await until('back-off', () => stateOf(client) === 'backing-off');
    expect(detailOf(client)).toContain('The server gave no sign of life.');
  });

  it('stall: warns, then reconnects; the gap reaches from the last trade to the first after', async () => {
    const server = await serve();
    trickle(server);
    const client = connect(server.url);
    await until('trades', () => client.trades.length > 3);
    server.enable('stall');
    await until('a warning', () => warningOf(client) !== null);
    expect(client.feed.status()).toMatchObject({
      state: 'live',
      warning: 'The connection is up, but no trades arrive.',
    });
    expect(server.counters.connections).toBe(1);
    const lastUs = client.trades.at(-1)?.receivedTimeUs;
    const count = client.trades.length;
    await until('back-off', () => stateOf(client) === 'backing-off');
    expect(detailOf(client)).toContain('No trades arrived.');
    server.disable('stall');
    await until('a gap', () => client.gaps.length === 1);
    expect(client.gaps[0]).toEqual({
      fromUs: lastUs,
      toUs: client.trades[count]?.receivedTimeUs,
      reason: 'no trades arrived',
      reconnects: server.counters.connections - 1,
    });
    await until('no warning', () => warningOf(client) === null);
  });

  it('several failed attempts are one gap with the first reason', async () => {
    const server = await serve();
    trickle(server);
    const client = connect(server.url);
    await until('trades', () => client.trades.length > 0);
    server.enable('no-greeting', 'silent-drop');
    server.disable('silent-drop');
    await until('attempts', () => server.counters.connections >= 4);
    server.disable('no-greeting');
    await until('a gap', () => client.gaps.length === 1);
    expect(client.gaps[0]).toMatchObject({
      reason: 'the connection broke (code 1006)',
      reconnects: server.counters.connections - 1,
    });
  });
});

describe('spoilt data', () => {
  it.each<[FaultName, (client: CollectedPolygon) => void]>([
    ['numeric-id', ({ trades }) => expect(trades[0]?.tradeId).toMatch(/^\d+$/)],
    ['missing-id', ({ trades }) => expect(trades[0]?.tradeId).toBeNull()],
    ['missing-c', ({ trades }) => expect(trades[0]?.side).toBe('unknown')],
    ['empty-c', ({ trades }) => expect(trades[0]?.side).toBe('unknown')],
    ['exponent-sizes', ({ trades }) => expect(trades.map((trade) => trade.size)).toEqual(Array(5).fill(4.522e-5))],
    ['mixed-frames', (client) => expect(warningOf(client)).toBeNull()],
    ['bare-objects', (client) => expect(client.feed.status().counters.frames).toBeGreaterThanOrEqual(8)],
    ['unknown-events', (client) => expect(client.feed.status().counters.ignored).toBe(2)],
    ['unknown-status', (client) => expect(warningOf(client)).toBe('The server says "maintenance: back soon".')],
    ['malformed', (client) => expect(client.feed.status().counters.malformed).toBe(2)],
    ['broken-json', (client) => expect(client.feed.status().counters.malformed).toBe(2)],
  ])('%s loses no trade', async (fault, check) => {
    const server = await serve({ faults: [fault] });
    const client = connect(server.url);
    await until('live', () => stateOf(client) === 'live');
    const sent = Array.from({ length: 5 }, () => outgoing({ size: 4.522e-5 }));
    server.send(sent.slice(0, 2));
    server.send(sent.slice(2));
    await until('five trades', () => client.trades.length === 5);
    await sleep(30);
    expect(client.trades.map((trade) => trade.price)).toEqual(sent.map(({ trade }) => trade.price));
    expect(stateOf(client)).toBe('live');
    check(client);
  });

  it('a status in the middle of a data frame acts, and the trades around it count', async () => {
    const server = await serve();
    const client = connect(server.url);
    await until('live', () => stateOf(client) === 'live');
    server.sendRaw(
      '[{"ev":"XT","pair":"A-B","p":1,"s":1,"t":1759262631311},{"ev":"status","status":"max_connections","message":"x"},' +
        '{"ev":"XT","pair":"A-B","p":2,"s":1,"t":1759262631311}]',
    );
    await until('back-off', () => stateOf(client) === 'backing-off');
    expect(client.trades).toHaveLength(2);
  });

  it('slow-feed: warns that trades are late', async () => {
    const server = await serve({ faults: ['slow-feed'], slowFeedDelayMs: 30 });
    const client = connect(server.url);
    await until('live', () => stateOf(client) === 'live');
    for (let i = 0; i < 30; i++) server.send([outgoing({ tradeTimeMs: Date.now() - 6_000 })]);
    await until('a warning', () => warningOf(client) !== null);
    expect(warningOf(client)).toContain('the feed lags behind');
    await until('all trades', () => client.trades.length === 30);
  });

  it('an error status while live is shown, not fatal', async () => {
    const server = await serve();
    const client = connect(server.url);
    await until('live', () => stateOf(client) === 'live');
    server.sendRaw('[{"ev":"status","status":"error","message":"something odd"}]');
    await until('a warning', () => warningOf(client) !== null);
    expect(client.feed.status()).toMatchObject({
      state: 'live',
      warning: 'The server reports an error: "something odd".',
    });
  });

  it('frames of garbage are counted', async () => {
    const server = await serve();
    const client = connect(server.url);
    await until('live', () => stateOf(client) === 'live');
    for (const frame of ['', 'null', '5', '"x"', '{', '[[]]']) server.sendRaw(frame);
    server.send([outgoing()]);
    await until('a trade', () => client.trades.length === 1);
    expect(client.feed.status().counters.malformed).toBe(6);
  });
});
