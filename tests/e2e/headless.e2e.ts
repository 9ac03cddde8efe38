import { createServer } from 'node:net';
import { expect, test } from '@playwright/test';
import { runToEnd, type ServerProcess, startServer, waitFor } from './support/server-process.ts';

test.describe('server mode', () => {
  let server: ServerProcess;

  test.beforeAll(async () => {
    server = await startServer(['--feed', 'demo']);
  });
  test.afterAll(async () => {
    await server.stop();
  });

  async function json(path: string, base = server.webUrl): Promise<Record<string, unknown>> {
    return (await (await fetch(base + path)).json()) as Record<string, unknown>;
  }

  test('prints where it is and what feeds it', () => {
    expect(server.output()).toMatch(/^Dashboard +http:\/\/127\.0\.0\.1:\d+\/multi_ticker_dashboard\.html$/m);
    expect(server.output()).toMatch(/^Feed +.*simulated market/m);
  });

  test('answers /healthz, /tables, /snap/trades and /snap/statistics', async () => {
    const http = server.wsUrl.replace('ws:', 'http:');
    const healthy = await waitFor(async () => {
      const response = await fetch(`${server.webUrl}/healthz`);
      const body = (await response.json()) as { status: string };
      return body.status === 'ok' ? { status: response.status, body } : null;
    });
    expect(healthy.status).toBe(200);
    const tables = (await json('/tables', http)) as { tables: { name: string }[] };
    expect(tables.tables.map((table) => table.name)).toEqual(['trades', 'statistics']);
    const trades = await waitFor(async () => {
      const { snap } = (await json('/snap/trades', http)) as { snap: unknown[] };
      return snap.length > 0 ? snap : null;
    });
    expect(trades[0]).toMatchObject({ pair: expect.any(String), price: expect.any(Number) });
    const statistics = await waitFor(async () => {
      const { snap } = (await json('/snap/statistics', http)) as { snap: unknown[] };
      return snap.length > 0 ? snap : null;
    });
    expect(statistics[0]).toMatchObject({ pair: expect.any(String), trade_time: expect.any(Number) });
  });

  test('serves both pages and nothing else of its files', async () => {
    for (const path of ['/', '/multi_ticker_dashboard.html']) {
      const response = await fetch(server.webUrl + path);
      expect(response.status, path).toBe(200);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    for (const path of ['/package.json', '/.env', '/..%2fmain%2fserver.js', '/assets/', '/server.js']) {
      expect((await fetch(server.webUrl + path)).status, path).toBe(404);
    }
  });

  test('ends cleanly on SIGTERM and SIGINT', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const other = await startServer(['--feed', 'demo']);
      expect(await other.stop(signal), signal).toBe(0);
    }
  });
});

test.describe('the command line', () => {
  test('--help and --version', async () => {
    expect(await runToEnd(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect((await runToEnd(['--help'])).stdout).toContain('--publish-interval SECONDS');
  });

  test('a wrong value gets one sentence and a non-zero exit', async () => {
    for (const args of [['--feed', 'nasdaq'], ['--publish-interval', '0'], ['--key', 'x'], ['dance']]) {
      const { code, stdout, stderr } = await runToEnd(args);
      expect(code, args.join(' ')).toBe(2);
      expect(stdout).toBe('');
      expect(stderr.trim().split('\n'), args.join(' ')).toHaveLength(1);
    }
  });

  test('an occupied port gets one sentence that names it and the option', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => occupant.once('listening', resolve));
    const { port } = occupant.address() as { port: number };
    for (const option of ['--ws-port', '--web-port']) {
      const other = option === '--ws-port' ? '--web-port' : '--ws-port';
      const { code, stderr } = await runToEnd([
        '--feed',
        'demo',
        option,
        String(port),
        other,
        '0',
        '--log-level',
        'error',
      ]);
      expect(code).toBe(1);
      expect(stderr).toContain(String(port));
      expect(stderr).toContain(option);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
    occupant.close();
  });

  test('--feed polygon without a key, and a recording that is not there', async () => {
    const noKey = await runToEnd(['--feed', 'polygon', '--ws-port', '0', '--web-port', '0']);
    expect(noKey.code).toBe(1);
    expect(noKey.stderr).toContain('POLYGON_API_KEY');
    const noFile = await runToEnd(['--replay', '/no/such/file.parquet', '--ws-port', '0', '--web-port', '0']);
    expect(noFile.code).toBe(1);
    expect(noFile.stderr).toContain('/no/such/file.parquet');
  });
});
