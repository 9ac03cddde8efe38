import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { until } from '../main/feed/collect.ts';
import { outgoing, sleep } from '../main/feed/polygon/harness.ts';
import { OWN_TYPES, ownRow, writeParquet } from '../main/parquet/write-trades-fixture.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type PolygonServer, type PolygonServerOptions, startPolygonServer } from './server.ts';
import { tapeSource } from './source.ts';

const open: { stop(): Promise<void> | void }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.stop()));
});

async function serve(options: PolygonServerOptions = {}): Promise<PolygonServer> {
  const server = await startPolygonServer(options);
  open.push(server);
  return server;
}

/** A raw client: what it says, and every frame and the close code that it got. */
function raw(url: string) {
  const socket = new WebSocket(url);
  const frames: string[] = [];
  const client = {
    frames,
    closeCode: null as number | null,
    say: (action: string, params: string) => socket.send(JSON.stringify({ action, params })),
    events: () => frames.flatMap((frame) => JSON.parse(frame) as Record<string, unknown>[]),
    messages: () => client.events().map((event) => `${event.status}: ${event.message}`),
  };
  socket.on('message', (data) => frames.push(String(data)));
  socket.on('close', (code) => {
    client.closeCode = code;
  });
  open.push({ stop: () => socket.terminate() });
  return client;
}

async function subscribed(server: PolygonServer, channels = 'XT.*', url = server.url) {
  const client = raw(url);
  await until('greeting', () => client.frames.length === 1);
  client.say('auth', 'k');
  await until('auth', () => client.frames.length === 2);
  client.say('subscribe', channels);
  await until('subscription', () => client.frames.length > 2);
  client.frames.length = 0;
  return client;
}

describe('the session', () => {
  it('speaks the words of the real server', async () => {
    const server = await serve({ key: 'k' });
    const client = raw(server.url);
    await until('greeting', () => client.frames.length === 1);
    expect(client.frames[0]).toBe('[{"ev":"status","status":"connected","message":"Connected Successfully"}]');
    client.say('auth', 'k');
    await until('auth', () => client.frames.length === 2);
    expect(client.frames[1]).toBe('[{"ev":"status","status":"auth_success","message":"authenticated"}]');
    client.say('subscribe', 'XT.BTC-USD,XT.ETH-USD');
    client.say('subscribe', 'XT.BTC-USD');
    client.say('subscribe', 'WHAT.EVER');
    client.say('unsubscribe', 'XT.BTC-USD,XT.SOL-USD');
    await until('answers', () => client.frames.length >= 5);
    await sleep(30);
    expect(client.messages().slice(2)).toEqual([
      'success: subscribed to: XT.BTC-USD',
      'success: subscribed to: XT.ETH-USD',
      'success: unsubscribed to: XT.BTC-USD',
    ]);
    server.send([outgoing(), outgoing({ pair: 'ETH-USD', side: 'sell', size: 1e-8 }, 'abc')]);
    await until('a trade', () => client.frames.length === 6);
    expect(client.events().at(-1)).toMatchObject({ ev: 'XT', pair: 'ETH-USD', s: 1e-8, c: [1], i: 'abc', x: 1 });
  });

  it('refuses a wrong key, silence, and a subscription before auth', async () => {
    const server = await serve({ key: 'k', authTimeoutMs: 100 });
    const wrong = raw(server.url);
    await until('greeting', () => wrong.frames.length === 1);
    wrong.say('subscribe', 'XT.*');
    wrong.say('auth', 'x');
    await until('refusal', () => wrong.closeCode !== null);
    expect(wrong.messages().slice(1)).toEqual(['error: not authorized', 'auth_failed: authentication failed']);
    const silent = raw(server.url);
    await until('time-out', () => silent.closeCode !== null);
    expect(silent.messages()[1]).toBe('auth_timeout: No authentication request received.');
  });

  it('confirms on an unknown market, then is silent', async () => {
    const server = await serve();
    const client = await subscribed(server, 'XT.*', server.url.replace('/crypto', '/bonds'));
    const other = await subscribed(server);
    server.send([outgoing()]);
    await until('the other client has it', () => other.frames.length === 1);
    expect(client.frames).toEqual([]);
  });

  it('ignores what is no request', async () => {
    const server = await serve();
    const client = await subscribed(server);
    client.say('dance', 'XT.*');
    for (const session of server.sessions) session.socket.emit('message', Buffer.from('{nonsense'));
    server.send([outgoing()]);
    await until('a trade', () => client.frames.length === 1);
  });

  it('lets the newcomer in and evicts the older one with max_connections and 1008', async () => {
    const server = await serve({ faults: ['max-connections-evict'] });
    const first = await subscribed(server);
    const second = await subscribed(server);
    await until('eviction', () => first.closeCode !== null);
    expect(first.closeCode).toBe(1008);
    expect(first.messages()[0]).toMatch(/^max_connections: Maximum number of websocket connections exceeded\. /);
    expect(second.closeCode).toBeNull();
  });

  it('says that a port is taken', async () => {
    const { port } = await serve();
    await expect(startPolygonServer({ port })).rejects.toThrow('EADDRINUSE');
  });
});

describe('a tape', () => {
  const T0_US = 1_759_260_000_000_000;
  const withTape = async (run: (path: string) => Promise<void>) => {
    const dir = mkdtempSync(join(tmpdir(), 'polygon-server-'));
    try {
      const path = join(dir, 'tape.parquet');
      const rows = [0, 10, 10, 60].map((ms, i) => ownRow(T0_US + ms * 1_000, { price: i + 1 }));
      await writeParquet(path, OWN_TYPES, rows);
      await run(path);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  };
  const options = { speed: 1, once: true, keepTimes: false, ids: true };
  const prices = (events: readonly Record<string, unknown>[]) => events.map((event) => event.p);

  it('waits for the first subscriber, then plays once with times moved to now and unique ids', () =>
    withTape(async (path) => {
      const server = await serve({ source: tapeSource({ ...options, path }) });
      await sleep(80);
      expect(server.sent.trades).toBe(0);
      const startMs = Date.now();
      const client = await subscribed(server);
      await server.played;
      await until('all trades', () => client.events().length >= 4 || server.sent.trades === 4);
      await sleep(20);
      expect(server.sent).toMatchObject({ trades: 4, duplicates: 0 });
      const events = client.events();
      expect(prices(events)).toEqual([1, 2, 3, 4].slice(-events.length));
      for (const event of events) expect(Math.abs(Number(event.t) - startMs)).toBeLessThan(2_000);
      expect(Number(events.at(-1)?.t) - Number(events.at(-2)?.t)).toBe(50);
      expect(new Set(events.map((event) => event.i)).size).toBe(events.length);
    }));

  it('can keep its times, have no ids, and start again', () =>
    withTape(async (path) => {
      const source = tapeSource({ path, speed: 100, once: false, keepTimes: true, ids: false });
      const server = await serve({ source });
      const client = await subscribed(server);
      await until('a second round', () => client.events().length >= 6);
      const events = client.events();
      expect(events.every((event) => event.i === undefined)).toBe(true);
      expect(events.every((event) => Math.abs(Number(event.t) - T0_US / 1_000) < 1_000)).toBe(true);
      expect(prices(events).join('')).toContain('41');
    }));

  it('that cannot be read fails where it is awaited', async () => {
    const server = await serve({ source: tapeSource({ ...options, path: '/no/such/tape' }) });
    await subscribed(server);
    await expect(server.played).rejects.toThrow('/no/such/tape does not exist');
  });
});

describe('the command line', () => {
  it('reads its options', () => {
    expect(readArguments(['--help'])).toBeNull();
    expect(
      readArguments(['--tape', 'x.parquet', '--speed', 'max', '--key', 'k', '--fault', 'stall', '--fault', 'freeze']),
    ).toMatchObject({
      port: 9_400,
      key: 'k',
      tape: 'x.parquet',
      faults: ['stall', 'freeze'],
      description: 'x.parquet at full speed',
    });
    expect(readArguments(['--demo', '--rate', '1000', '--port', '0'])).toMatchObject({
      port: 0,
      tape: null,
      key: null,
    });
  });

  it.each([
    [[], 'Give either --tape FILE or --demo.'],
    [['--demo', '--tape', 'x'], 'Give either --tape FILE or --demo.'],
    [['--demo', '--fault', 'fire'], 'There is no fault "fire"'],
    [['--tape', 'x', '--speed', '0'], '--speed must be a number from 0.001'],
    [['--demo', '--port', '70000'], '--port must be a number from 0 to 65535, not "70000".'],
    [['--demo', '--rate', 'many'], '--rate must be a number'],
    [['--demo', '--pairs', '5000'], '--pairs must be a number from 1 to 2000'],
    [['--what'], '--what'],
  ])('refuses %j', (argv, message) => {
    expect(() => readArguments(argv)).toThrow(UsageError);
    expect(() => readArguments(argv)).toThrow(message);
  });
});
