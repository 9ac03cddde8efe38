import { request } from 'node:http';
import { createConnection } from 'node:net';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { connect, refusal, subscribe, until, view } from './clients.ts';
import { batch, INFO, type Served, serve, trade } from './fixtures.ts';

const CORS = { 'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET, OPTIONS' };

async function withRows(options: Parameters<typeof serve>[0] = {}): Promise<Served> {
  const served = await serve(options);
  served.hub.addTrades([trade({ pair: 'ETH-USD' }), trade({ pair: 'SOL-USD' })]);
  const { batch: rows, timeMs } = batch(['ETH-USD', 'SOL-USD'], 1, (name) =>
    name === 'buy_pressure' ? Number.NaN : 1,
  );
  served.hub.addStatistics(rows, timeMs);
  await until(() => served.hub.recentTrades().length === 2, 'the flush');
  return served;
}

/** Sends exactly these bytes and returns the whole answer. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('GET /tables', () => {
  test('describes both tables in the original names, types and order', async () => {
    const { wsHttp, ws } = await serve();
    const response = await fetch(`${wsHttp}/tables`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const { tables } = (await response.json()) as { tables: { schema: object; sub: string }[] };
    expect(tables).toMatchObject([
      { name: 'trades', index: 'timestamp', sub: `${ws}/subscribe/trades` },
      { name: 'statistics', index: null, sub: `${ws}/subscribe/statistics` },
    ]);
    expect(Object.entries(tables[0]?.schema ?? {}).map(([name, type]) => `${name} ${type}`)).toEqual([
      'pair string',
      'price float',
      'size float',
      'volume float',
      'timestamp float',
      'trade_time datetime',
      'sellorbuy integer',
      'exchange integer',
    ]);
    expect(Object.entries(tables[1]?.schema ?? {}).map(([name, type]) => `${name} ${type}`)).toEqual([
      'pair string',
      'trade_count float',
      'VWA float',
      'EWA60s float',
      'EWA120s float',
      'EWA180s float',
      'return_1min float',
      'volitality_60s float',
      'volitality_MA5mins float',
      'volitality_stddev float',
      'sell_count float',
      'buy_count float',
      'buy_pressure float',
      'volumn_60s float',
      'timestamp float',
      'trade_time datetime',
    ]);
  });

  test('tells clients behind a TLS proxy to use wss and the proxy', async () => {
    const { wsHttp } = await serve();
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'dash.example.com' };
    const body = await (await fetch(`${wsHttp}/tables`, { headers })).text();
    expect(body).toContain('"sub":"wss://dash.example.com/subscribe/trades"');
  });

  test('refuses a malformed Host instead of repeating it', async () => {
    const { publisher } = await serve();
    const answer = await raw(publisher.wsPort, 'GET /tables HTTP/1.1\r\nHost: a"b\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toContain('a"b');
  });
});

describe('GET /snap', () => {
  test('gives the newest trades', async () => {
    const { wsHttp, hub } = await withRows();
    const { snap } = (await (await fetch(`${wsHttp}/snap/trades`)).json()) as { snap: Record<string, unknown>[] };
    expect(snap.map((row) => row.pair)).toEqual(['ETH-USD', 'SOL-USD']);
    expect(snap[0]?.timestamp).toBe(hub.recentTrades()[0]?.tradeTimeMs);
  });

  test('gives the newest statistics of each pair, undefined as null', async () => {
    const { wsHttp, hub } = await withRows();
    const again = batch(['ETH-USD'], 2, () => 2);
    hub.addStatistics(again.batch, again.timeMs);
    const { snap } = (await (await fetch(`${wsHttp}/snap/statistics`)).json()) as { snap: Record<string, unknown>[] };
    expect(snap.map((row) => [row.pair, row.VWA, row.buy_pressure])).toEqual([
      ['ETH-USD', 2, 2],
      ['SOL-USD', 1, null],
    ]);
  });

  test('of empty tables is an empty list', async () => {
    const { wsHttp } = await serve();
    for (const table of ['trades', 'statistics']) {
      expect(await (await fetch(`${wsHttp}/snap/${table}`)).json()).toEqual({ snap: [] });
    }
  });

  test('decodes the name of the table', async () => {
    const { wsHttp } = await serve();
    expect((await fetch(`${wsHttp}/snap/tr%61des`)).status).toBe(200);
  });
});

describe('HTTP rules of both', () => {
  const paths = ['/tables', '/snap/trades', '/snap/statistics'];

  test.each(paths)('%s has CORS headers and an ETag that saves the body', async (path) => {
    const { wsHttp, hub } = await withRows();
    const first = await fetch(`${wsHttp}${path}`);
    const etag = first.headers.get('etag') ?? '';
    expect(Object.fromEntries(first.headers)).toMatchObject(CORS);
    expect(etag).toMatch(/^"[\w-]+"$/);
    const second = await fetch(`${wsHttp}${path}`, { headers: { 'if-none-match': `"other", W/${etag}` } });
    expect([second.status, await second.text()]).toEqual([304, '']);
    expect(Object.fromEntries(second.headers)).toMatchObject(CORS);
    if (path === '/tables') return;
    hub.addTrades([trade()]);
    const { batch: rows, timeMs } = batch(['ETH-USD'], 9);
    hub.addStatistics(rows, timeMs);
    await until(() => hub.recentTrades().length === 3, 'the flush');
    expect((await fetch(`${wsHttp}${path}`, { headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  test.each(paths)('%s answers a preflight', async (path) => {
    const { wsHttp } = await serve();
    const response = await fetch(`${wsHttp}${path}`, { method: 'OPTIONS' });
    expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([204, '', null]);
    expect(Object.fromEntries(response.headers)).toMatchObject(CORS);
  });

  test.each(paths)('%s refuses other methods', async (path) => {
    const { wsHttp } = await serve();
    for (const method of ['HEAD', 'POST', 'PUT', 'DELETE']) {
      const response = await fetch(`${wsHttp}${path}`, { method });
      expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'GET, OPTIONS']);
    }
  });

  test('a query string changes nothing', async () => {
    const { wsHttp } = await serve();
    expect((await fetch(`${wsHttp}/tables?x=1`)).status).toBe(200);
  });
});

describe('what does not exist', () => {
  test.each([
    ['/snap/prices', 404, 'Invalid table requested'],
    ['/snap/trades/', 404, 'Invalid table requested'],
    ['/snap/', 404, 'Invalid table requested'],
    ['/snap/%ff', 404, 'Not found'],
    ['/snap/__proto__', 404, 'Invalid table requested'],
    ['/tables/', 404, 'Not found'],
    ['/', 404, 'Not found'],
    ['/subscribe/prices', 404, 'Invalid table requested'],
    ['/subscribe/trades', 400, 'Can "Upgrade" only to "WebSocket".'],
    ['/stream/v1', 426, 'WebSocket'],
    ['/stream/v2', 404, 'Not found'],
  ])('GET %s is %i with a JSON body', async (path, status, message) => {
    const { wsHttp } = await serve();
    const response = await fetch(`${wsHttp}${path}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(((await response.json()) as { error: string }).error).toContain(message);
  });

  test.each([
    ['/subscribe/prices', 404],
    ['/subscribe/', 404],
    ['/subscribe/trades/', 404],
    ['/subscribe/%ff', 404],
    ['/tables', 404],
    ['/other', 404],
  ])('a WebSocket to %s is refused before the upgrade', async (path, status) => {
    const { ws } = await serve();
    const answer = await refusal(`${ws}${path}`);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toHaveProperty('error');
  });

  test('an offer of HTTP/2 by upgrade is an ordinary request', async () => {
    const { publisher } = await serve();
    const answer = await raw(
      publisher.wsPort,
      'GET /tables HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(answer).toContain('"tables":[');
  });

  test('garbage instead of HTTP hurts nobody', async () => {
    const { publisher, wsHttp } = await serve();
    await raw(publisher.wsPort, '\u0016\u0003\u0001 hello\r\n\r\n');
    expect((await fetch(`${wsHttp}/tables`)).status).toBe(200);
  });
});

describe('subscriptions', () => {
  test('start with the snapshot in frames of at most 100 rows, oldest first, then continue without gap or overlap', async () => {
    const { hub, ws } = await serve();
    const all = Array.from({ length: 1_300 }, () => trade());
    hub.addTrades(all.slice(0, 1_230));
    await until(() => hub.recentTrades().length === 1_000, 'the flush');
    hub.addTrades(all.slice(1_230, 1_240));
    const { messages } = await subscribe(ws, 'trades');
    hub.addTrades(all.slice(1_240));
    await until(() => messages.flatMap((message) => message.data).length === 1_070, 'all trades');
    expect(messages.flatMap((message) => message.data.map((row) => row.timestamp))).toEqual(
      all.slice(230).map((each) => each.tradeTimeMs),
    );
    expect(messages.map((message) => message.messageID)).toEqual(messages.map((_, i) => i));
    const kinds = messages.map((message) => `${message.messageType} ${message.data.length}`);
    expect(kinds.slice(0, 10)).toEqual(Array(10).fill('snap 100'));
    expect(kinds.slice(10).every((kind) => kind.startsWith('upd '))).toBe(true);
    for (const { data } of messages) expect(data.length).toBeLessThanOrEqual(100);
  });

  test('to an empty table start with nothing; large updates come in frames of at most 100 full rows', async () => {
    const { hub, ws } = await serve();
    const { messages } = await subscribe(ws, 'statistics');
    const pairs = Array.from({ length: 250 }, (_, i) => `P${i}-USD`);
    const { batch: rows, timeMs } = batch(pairs, 1);
    hub.addStatistics(rows, timeMs);
    await until(() => messages.length === 3, 'three frames');
    expect(messages.map(({ messageType, data, messageID }) => [messageType, data.length, messageID])).toEqual([
      ['upd', 100, 0],
      ['upd', 100, 1],
      ['upd', 50, 2],
    ]);
    expect(messages.flatMap(({ data }) => data.map((row) => row.pair))).toEqual(pairs);
    expect(Object.keys(messages[0]?.data[0] ?? {})).toHaveLength(16);
  });

  test('send the exact text of the original protocol', async () => {
    const { hub, ws } = await serve();
    const { texts } = await subscribe(ws, 'trades');
    hub.addTrades([trade({ price: 2, size: 3, tradeTimeMs: 1_759_262_631_313, side: 'sell' })]);
    await until(() => texts.length === 1, 'the update');
    expect(texts[0]).toBe(
      '{"messageType":"upd","data":[{"pair":"BTC-USD","price":2.0,"size":3.0,"volume":6.0,' +
        '"timestamp":1759262631313.0,"trade_time":1759262631.313,"sellorbuy":1,"exchange":1}],"messageID":0}',
    );
  });

  test('to statistics begin with one row a minute of the recent past and the newest row of each pair', async () => {
    const { hub, ws } = await serve();
    for (let second = 0; second <= 150; second += 1) {
      const { batch: rows, timeMs } = batch(['A-USD', 'B-USD'], second);
      hub.addStatistics(rows, timeMs);
    }
    const { messages } = await subscribe(ws, 'statistics');
    await until(() => messages.length === 1, 'the snapshot');
    expect(messages[0]?.data.map((row) => [row.pair, row.timestamp])).toEqual(
      [59, 119, 150].flatMap((second) =>
        ['A-USD', 'B-USD'].map((pair) => [pair, (batch([], second).timeMs - 250) / 1_000]),
      ),
    );
  });

  test('accept any Origin, and ignore what clients send', async () => {
    const { hub, ws } = await serve();
    const { webSocket, messages } = await subscribe(ws, 'trades', { origin: 'https://elsewhere.example' });
    webSocket.send('{"action":"unsubscribe"}');
    webSocket.send(Buffer.from([1, 2, 3]));
    hub.addTrades([trade()]);
    await until(() => messages.length === 1, 'the update');
  });

  test('are compressed with context takeover if the client offers it, else plain', async () => {
    const { ws } = await serve();
    const offered = new WebSocket(`${ws}/subscribe/trades`);
    const accepted = await new Promise((resolve) =>
      offered.on('upgrade', (response) => resolve(response.headers['sec-websocket-extensions'])),
    );
    offered.on('error', () => {}).terminate();
    expect(accepted).toBe('permessage-deflate');
    const plain = await connect(`${ws}/subscribe/trades`, { perMessageDeflate: false });
    expect(plain.extensions).toBe('');
  });

  test('are limited to statistics with more than 1,000 of volume in the profile of the original', async () => {
    const { hub, ws, wsHttp } = await serve({ info: { ...INFO, profile: 'csp' } });
    const { messages } = await subscribe(ws, 'statistics');
    const volume: Record<string, number> = { 'A-USD': 1_000, 'B-USD': 1_000.01, 'C-USD': Number.NaN };
    const { batch: rows, timeMs } = batch(Object.keys(volume), 1, (_, pair) => volume[pair] ?? 0);
    hub.addStatistics(rows, timeMs);
    await until(() => messages.length === 1, 'the update');
    expect(messages[0]?.data.map((row) => row.pair)).toEqual(['B-USD']);
    const { snap } = (await (await fetch(`${wsHttp}/snap/statistics`)).json()) as { snap: unknown[] };
    expect(snap).toHaveLength(1);
  });
});

describe('our own stream', () => {
  test('is refused to pages of other sites, granted to our page on another port and to programs', async () => {
    const { ws } = await serve();
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1.evil.example']) {
      const answer = await refusal(`${ws}/stream/v1`, { origin });
      expect([origin, answer.status]).toEqual([origin, 403]);
    }
    await view(ws, { origin: 'http://127.0.0.1:8096' });
    await view(ws);
    await view(ws, { origin: 'https://dash.example.com', headers: { 'x-forwarded-host': 'dash.example.com' } });
  });

  test('survives garbage, and drops a client that sends too much at once', async () => {
    const { hub, ws, publisher } = await serve();
    const viewer = await view(ws);
    viewer.webSocket.send('garbage');
    viewer.webSocket.send(Buffer.from([0, 255]));
    viewer.webSocket.send('{"type":"select","pair":"ETH-USD"}');
    await until(() => viewer.tables('history').length === 1, 'the history');
    expect(publisher.figures().ignoredMessages).toBe(2);
    viewer.webSocket.send('x'.repeat(100_000));
    await until(() => viewer.closed() !== null, 'the end');
    expect(viewer.closed()).toBe(1009);
    const other = await view(ws);
    hub.addTrades([trade()]);
    await until(() => other.tables('trades').length === 2, 'the trade');
  });
});

describe('connections', () => {
  test('that answer no pings are dropped with another code than 1000', async () => {
    const { ws, publisher } = await serve({ webSockets: { pingIntervalMs: 30 } });
    const deaf = await view(ws, { autoPong: false });
    const healthy = await view(ws);
    await until(() => deaf.closed() !== null, 'the end of the deaf client');
    expect(deaf.closed()).toBe(1011);
    expect(healthy.closed()).toBeNull();
    expect(publisher.figures()).toMatchObject({ unansweredPings: 1, clients: { stream: 1 } });
  });

  test('are limited in number', async () => {
    const { ws } = await serve({ webSockets: { maxSockets: 3 } });
    for (let i = 0; i < 3; i += 1) await connect(`${ws}/subscribe/trades`);
    expect((await refusal(`${ws}/stream/v1`)).status).toBe(503);
  });

  test('leave nothing behind, however they end', async () => {
    const { hub, ws, webWs, publisher } = await serve();
    for (let round = 0; round < 5; round += 1) {
      const sockets = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          connect(`${i % 2 ? ws : webWs}/${i % 2 && i % 3 ? 'subscribe/trades' : 'stream/v1'}`),
        ),
      );
      hub.addTrades([trade()]);
      for (const [i, socket] of sockets.entries()) {
        if (i % 3 === 0) socket.terminate();
        else socket.close(i % 3 === 1 ? 1000 : 4000);
      }
    }
    await until(() => {
      const { clients } = publisher.figures();
      return clients.stream + clients.reference === 0;
    }, 'all clients to be forgotten');
    expect(publisher.figures().clientsCutOff).toBe(0);
  });

  test('half open ones and slow requests do not keep the server from stopping', async () => {
    const { publisher } = await serve();
    const idle = createConnection(publisher.wsPort, '127.0.0.1');
    idle.on('error', () => {});
    const slow = request({ port: publisher.wsPort, host: '127.0.0.1', path: '/tables', method: 'POST' });
    slow.on('error', () => {});
    slow.write('x');
    await until(() => idle.readyState === 'open', 'the connection');
    await publisher.stop();
    idle.destroy();
    slow.destroy();
  });
});
