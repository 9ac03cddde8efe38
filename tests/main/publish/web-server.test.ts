import { createConnection } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { AppStatus } from '../../../main/status.ts';
import { refusal, until, view } from './clients.ts';
import { appStatus, feedStatus, START_MS, serve } from './fixtures.ts';

/** Requests a path as it is, without the clean-up that fetch does; returns status, headers and body. */
function get(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; headers: Map<string, string>; body: Buffer }> {
  const lines = Object.entries({ host: `127.0.0.1:${port}`, connection: 'close', ...headers });
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1', () => {
      socket.write(`${method} ${path} HTTP/1.1\r\n${lines.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n`);
    });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      const all = Buffer.concat(chunks);
      const end = all.indexOf('\r\n\r\n');
      const [first = '', ...fields] = all.subarray(0, end).toString('latin1').split('\r\n');
      resolve({
        status: Number(first.split(' ')[1]),
        headers: new Map(
          fields.map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.replace(/^[^:]*: */, '')]),
        ),
        body: all.subarray(end + 4),
      });
    });
  });
}

describe('pages', () => {
  test.each([
    ['/', 'single'],
    ['/index.html', 'single'],
    ['/?ticker=ETH-USD', 'single'],
    ['/multi_ticker_dashboard.html', 'multi'],
  ])('%s is the %s page and carries the ports', async (path, title) => {
    const { web, publisher } = await serve();
    const response = await fetch(`${web}${path}`);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html).toContain(`<title>${title}</title>`);
    expect(html).toContain(`<head><meta name="mtd-ports" content="${publisher.webPort} ${publisher.wsPort}">`);
  });

  test('must be asked for again, and are not sent again unchanged', async () => {
    const { publisher } = await serve();
    const first = await get(publisher.webPort, '/');
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const etag = first.headers.get('etag') ?? '';
    const second = await get(publisher.webPort, '/', { 'if-none-match': etag });
    expect([second.status, second.body.length]).toEqual([304, 0]);
    expect((await get(publisher.webPort, '/', { 'if-none-match': '"else"' })).status).toBe(200);
    const other = await serve();
    expect((await get(other.publisher.webPort, '/', { 'if-none-match': etag })).status).toBe(200);
  });

  test('are asked to be built where they are not, while the rest works', async () => {
    const { web } = await serve({ rendererDir: '/nonexistent/renderer' });
    const response = await fetch(web);
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('npm start')]);
    expect((await fetch(`${web}/healthz`)).status).toBe(200);
  });
});

describe('assets', () => {
  test('with a hash in the name may be kept for ever', async () => {
    const { publisher } = await serve();
    const { status, headers } = await get(publisher.webPort, '/assets/engine-AbCd_-12.wasm');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/wasm');
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test('are compressed as the client accepts, each form with its own ETag', async () => {
    const { publisher } = await serve();
    const path = '/assets/app-1a2B3c4D.js';
    const plain = await get(publisher.webPort, path);
    const br = await get(publisher.webPort, path, { 'accept-encoding': 'gzip, br' });
    const gz = await get(publisher.webPort, path, { 'accept-encoding': 'gzip' });
    expect([plain, br, gz].map(({ headers }) => headers.get('content-encoding'))).toEqual([undefined, 'br', 'gzip']);
    expect(brotliDecompressSync(br.body)).toEqual(plain.body);
    expect(gunzipSync(gz.body)).toEqual(plain.body);
    expect(br.body.length).toBeLessThan(plain.body.length / 10);
    expect(new Set([plain, br, gz].map(({ headers }) => headers.get('etag'))).size).toBe(3);
    for (const { headers } of [plain, br, gz]) expect(headers.get('vary')).toBe('Accept-Encoding');
    const again = await get(publisher.webPort, path, {
      'accept-encoding': 'br',
      'if-none-match': br.headers.get('etag') ?? '',
    });
    expect(again.status).toBe(304);
  });

  test('answer HEAD with the headers only', async () => {
    const { publisher } = await serve();
    const head = await get(publisher.webPort, '/assets/app-1a2B3c4D.js', {}, 'HEAD');
    const body = await get(publisher.webPort, '/assets/app-1a2B3c4D.js');
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers.get('content-length')).toBe(String(body.body.length));
    expect(head.headers.get('etag')).toBe(body.headers.get('etag'));
  });
});

describe('nothing else', () => {
  test.each([
    '/..',
    '/../package.json',
    '/assets/../index.html',
    '/assets/..%2findex.html',
    '/%2e%2e/package.json',
    '/%2e%2e%2fpackage.json',
    '/..%5cpackage.json',
    '/assets/%2e%2e/%2e%2e/etc/passwd',
    '//etc/passwd',
    '//index.html',
    '/etc/passwd',
    '/.env',
    '/%2eenv',
    '/.private/notes.json',
    '/assets/app-1a2B3c4D.js.map',
    '/server.py',
    '/assets',
    '/assets/',
    '/index.html/',
    '/index.html%00.js',
    '/%',
    '/%ff',
    '/INDEX.HTML',
    '/healthz/',
    '/tables',
    '/__proto__',
    '/constructor',
    'http://127.0.0.1/index.html',
  ])('%s does not exist', async (path) => {
    const { publisher } = await serve();
    const { status, body, headers } = await get(publisher.webPort, path);
    expect(status).toBe(404);
    expect(JSON.parse(body.toString())).toEqual({ error: 'Not found.' });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])('%s is refused', async (method) => {
    const { publisher } = await serve();
    for (const path of ['/', '/healthz', '/nothing']) {
      const { status, headers } = await get(publisher.webPort, path, {}, method);
      expect([path, status, headers.get('allow')]).toEqual([path, 405, 'GET, HEAD']);
    }
  });

  test('WebSockets are for the stream only, and for our own page', async () => {
    const { webWs, publisher } = await serve();
    expect((await refusal(`${webWs}/subscribe/trades`)).status).toBe(404);
    expect((await refusal(`${webWs}/`)).status).toBe(404);
    expect((await refusal(`${webWs}/stream/v1`, { origin: 'https://evil.example' })).status).toBe(403);
    const viewer = await view(webWs, { origin: `http://127.0.0.1:${publisher.webPort}` });
    await until(() => viewer.frames.length >= 4, 'the greeting');
  });
});

describe('security headers', () => {
  test('confine the page to itself and the two ports', async () => {
    const { publisher } = await serve();
    const { headers } = await get(publisher.webPort, '/', { host: 'dash.local:8096' });
    const policy = new Map(
      (headers.get('content-security-policy') ?? '').split('; ').map((part) => [part.split(' ', 1)[0] ?? '', part]),
    );
    expect(policy.get('default-src')).toBe("default-src 'none'");
    expect(policy.get('script-src')).toBe("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy.get('worker-src')).toBe("worker-src 'self'");
    expect(policy.get('frame-ancestors')).toBe("frame-ancestors 'none'");
    expect(policy.get('connect-src')).toBe(
      `connect-src 'self' ws://dash.local:8096 ws://dash.local:${publisher.wsPort}`,
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });

  test('name the public address behind a TLS proxy', async () => {
    const { publisher } = await serve();
    const { headers } = await get(publisher.webPort, '/', {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'dash.example.com',
    });
    expect(headers.get('content-security-policy')).toContain("connect-src 'self' wss://dash.example.com;");
  });

  test('cannot be widened through the Host', async () => {
    const { publisher } = await serve();
    for (const host of ['x; script-src *', 'a b', 'x,y', '*', "'unsafe-eval'"]) {
      const { status, headers } = await get(publisher.webPort, '/', { host });
      expect([host, status, headers.get('content-security-policy')]).toEqual([host, 400, undefined]);
    }
    const { headers } = await get(publisher.webPort, '/', { host: '[::1]:8096' });
    expect(headers.get('content-security-policy')).toContain("connect-src 'self';");
  });
});

describe('/diagnostics', () => {
  test('answers with what is measured, never cached', async () => {
    const { web } = await serve({ diagnostics: () => ({ tradesPerSecond: 3 }) });
    const response = await fetch(`${web}/diagnostics`);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(await response.json()).toEqual({ tradesPerSecond: 3 });
  });

  test('does not exist where nothing is measured', async () => {
    const { web } = await serve();
    expect((await fetch(`${web}/diagnostics`)).status).toBe(404);
  });
});

describe('/healthz', () => {
  const withFeed = (changes: Parameters<typeof feedStatus>[0], more: Partial<AppStatus> = {}) =>
    appStatus({ feed: feedStatus(changes), ...more });

  const firstTry = { ...feedStatus({}).counters, reconnects: 0 };

  test.each([
    ['trades arrive', withFeed({}), 200, 'ok', 400],
    [
      'connecting for the first time',
      withFeed({ state: 'connecting', lastTradeMs: null, counters: firstTry }),
      200,
      'waiting',
      null,
    ],
    [
      'live for the first time, no trade yet',
      withFeed({ lastTradeMs: null, counters: firstTry }),
      200,
      'waiting',
      null,
    ],
    ['connecting again', withFeed({ state: 'connecting', lastTradeMs: null }), 503, 'down', null],
    ['live again, still no trade', withFeed({ lastTradeMs: null }), 503, 'stale', null],
    ['no trade for 15 s', withFeed({}, { nowMs: START_MS + 15_001 }), 503, 'stale', 15_001],
    ['backing off', withFeed({ state: 'backing-off' }), 503, 'down', 400],
    ['stopped', withFeed({ state: 'stopped', detail: 'authentication failed' }), 503, 'down', 400],
  ])('when %s', async (_, status, httpStatus, health, ageMs) => {
    const { web } = await serve({ status: () => status });
    const response = await fetch(`${web}/healthz`);
    const report = (await response.json()) as Record<string, unknown>;
    expect([response.status, report.status, report.lastTradeAgeMs]).toEqual([httpStatus, health, ageMs]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(report).toMatchObject({
      feed: { kind: 'demo', state: status.feed.state, source: 'simulated market', detail: status.feed.detail },
      counts: {
        trades: 7,
        reconnects: status.feed.counters.reconnects,
        pairs: 2,
        activePairs: 2,
        streamClients: 0,
        clientsCutOff: 0,
      },
    });
  });

  test('answers HEAD', async () => {
    const { web } = await serve();
    const response = await fetch(`${web}/healthz`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});
