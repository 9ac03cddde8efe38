import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { expectFeed, watchProblems } from '../e2e/support/dashboard-page.ts';
import { waitFor } from '../e2e/support/server-process.ts';
import {
  ARCHIVE,
  endInstalled,
  type InstalledApp,
  installArchive,
  openInstalled,
  plainDirectory,
  runInstalled,
  sandboxProblem,
  startInstalled,
} from './installed-app.ts';

const problem = sandboxProblem() ?? (existsSync(ARCHIVE) ? null : `${ARCHIVE} has not been built`);
test.skip(problem !== null, String(problem));

/** Everything that may be in the archive of the application; a file that fits nothing here does not belong to users. */
const ALLOWED = [
  /^package\.json$/,
  /^resources\/update-key\.pem$/,
  /^dist\/main\/(desktop|server|[a-z]+-worker)\.js$/,
  /^dist\/main\/chunks\/[\w.-]+\.js$/,
  /^dist\/preload\/[a-z-]+\.cjs$/,
  /^dist\/preload\/chunks\/[\w.-]+\.cjs$/,
  /^dist\/renderer\/(index|multi_ticker_dashboard)\.html$/,
  /^dist\/renderer\/(alerts|preferences|recordings|tools)\/[a-z-]+\.html$/,
  /^dist\/renderer\/assets\/[\w.-]+\.(js|css|wasm|svg|png|woff2|mp3|wav)$/,
];
const MAX_ASAR_BYTES = 15e6;
const MAX_ARCHIVE_BYTES = 150e6;

let app: InstalledApp;
test.beforeAll(() => {
  app = installArchive();
});
test.afterAll(() => {
  endInstalled();
  if (app !== undefined) rmSync(app.home, { recursive: true, force: true });
});

test('holds only what a user needs', () => {
  const asar = join(app.resources, 'app.asar');
  const files = listPackage(asar, { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1));
  const directories = new Set(
    files.flatMap((path) => path.split('/').map((_, i, parts) => parts.slice(0, i).join('/'))),
  );
  const strangers = files.filter((path) => !directories.has(path) && !ALLOWED.some((allowed) => allowed.test(path)));
  expect(strangers).toEqual([]);
  const { size } = statSync(asar);
  console.log(`app.asar ${(size / 1e6).toFixed(1)} MB, archive ${(statSync(ARCHIVE).size / 1e6).toFixed(1)} MB`);
  expect(size).toBeLessThan(MAX_ASAR_BYTES);
  expect(statSync(ARCHIVE).size).toBeLessThan(MAX_ARCHIVE_BYTES);
  expect(existsSync(join(app.resources, 'default_app.asar'))).toBe(false);
});

test('carries the licences of its parts', () => {
  const text = readFileSync(join(app.resources, 'LICENSES.third-party.txt'), 'utf8');
  for (const name of ['@finos/perspective', 'parquetjs-lite', 'exceljs', 'ws', 'electron-updater', 'd3-array']) {
    expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
  }
  for (const name of ['LICENSE.electron.txt', 'LICENSES.chromium.html']) {
    expect(statSync(join(app.resources, '..', name)).size, name).toBeGreaterThan(1_000);
  }
});

test('its fuses leave no way to run other code', async () => {
  const wire = await getCurrentFuseWire(app.executable);
  const states = Object.fromEntries(
    (
      [
        'RunAsNode',
        'EnableCookieEncryption',
        'EnableNodeOptionsEnvironmentVariable',
        'EnableNodeCliInspectArguments',
        'EnableEmbeddedAsarIntegrityValidation',
        'OnlyLoadAppFromAsar',
        'GrantFileProtocolExtraPrivileges',
      ] as const
    ).map((name) => [name, String.fromCharCode(Number(wire[FuseV1Options[name]]))]),
  );
  expect(states).toEqual({
    RunAsNode: '0',
    EnableCookieEncryption: '1',
    EnableNodeOptionsEnvironmentVariable: '0',
    EnableNodeCliInspectArguments: '0',
    EnableEmbeddedAsarIntegrityValidation: '1',
    OnlyLoadAppFromAsar: '1',
    GrantFileProtocolExtraPrivileges: '0',
  });
  // Had it run as Node, it would have printed this.
  const node = await runInstalled(app, ['--version'], { ELECTRON_RUN_AS_NODE: '1' });
  expect(node.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('shows the market to a plain user, with the sandbox on, and ends cleanly', async () => {
  const window = await openInstalled(app, ['--feed', 'demo', '--no-record']);
  const page = await window.page('multi_ticker_dashboard');
  const problems = watchProblems(page);
  await expectFeed(page, 'ok', /live, simulated/, 60_000);
  await expect(page.getByTestId('panel-1').locator('tbody tr').first()).toContainText(/buy|sell/);
  await page.screenshot({ path: 'test-results/packaged.png' });
  expect(problems).toEqual([]);
  const renderers = childrenOf(window.child.pid).filter((pid) => commandOf(pid).includes('--type=renderer'));
  expect(renderers.length).toBeGreaterThan(0);
  for (const pid of renderers) {
    expect(commandOf(pid)).not.toContain('--no-sandbox');
    // 2: system calls are filtered.
    expect(statusOf(pid, 'Seccomp')).toBe('2');
    expect(statusOf(pid, 'Uid').split('\t')[0]).not.toBe('0');
  }
  expect(await window.quit()).toBe(0);
});

test('where it cannot start, and no terminal would show it, the preferences open and say why', async () => {
  const holder = createServer();
  await once(holder.listen(0, '127.0.0.1'), 'listening');
  const { port } = holder.address() as AddressInfo;
  const window = await openInstalled(app, ['--feed', 'demo', '--no-record', '--web-port', String(port)]);
  const page = await window.page('preferences');
  await expect(page.getByTestId('problems')).toContainText(`Port ${port} on 127.0.0.1 is already in use`);
  await page.screenshot({ path: 'test-results/packaged-start-failure.png' });
  expect(await window.quit()).toBe(0);
  await new Promise((closed) => holder.close(closed));
});

test('records and serves browsers without a display, and works on the recording from the command line', async () => {
  const userData = join(app.home, 'headless');
  const dataDir = join(app.home, 'data');
  const child = startInstalled(
    app,
    ['--headless', `--user-data-dir=${userData}`, '--feed', 'demo', '--data-dir', dataDir].concat([
      '--ws-port',
      '0',
      '--web-port',
      '0',
    ]),
    { DISPLAY: undefined },
  );
  let text = '';
  child.stdout?.on('data', (data) => {
    text += data;
  });
  const url = await waitFor(() => /^Dashboard +(http:\/\/[^/\s]+)/m.exec(text)?.[1] ?? null, 60_000);
  const health = await waitFor(async () => {
    const body = (await (await fetch(`${url}/healthz`)).json()) as { status: string; uptimeS?: number };
    return body.status === 'ok' && (body.uptimeS ?? 0) >= 3 ? body : null;
  }, 60_000);
  expect(health.status).toBe('ok');
  expect((await fetch(`${url}/multi_ticker_dashboard.html`)).status).toBe(200);
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  // The recorder's worker wrote its segments on the way out; export runs in a worker of its own.
  const withoutDisplay = (...args: string[]) => runInstalled(app, ['--headless', ...args], { DISPLAY: undefined });
  const verified = await withoutDisplay('verify', dataDir);
  expect(verified.code, verified.stderr + verified.stdout).toBe(0);
  const inspected = await runInstalled(app, ['inspect', dataDir, '--json']);
  expect(inspected.code, inspected.stderr).toBe(0);
  expect(inspected.stdout).toContain('"rows"');
  const target = join(app.home, 'rows.csv');
  const exported = await withoutDisplay('export', '--table', 'trades', '--data-dir', dataDir, '--to', target);
  expect(exported.code, exported.stderr).toBe(0);
  expect(readFileSync(target, 'utf8').split('\n').length).toBeGreaterThan(10);
});

test('opens a recording that the file manager hands over, in the running window too', async () => {
  const directory = plainDirectory();
  const file = join(directory, 'some trades.parquet');
  const exported = await runInstalled(
    app,
    ['--headless', 'export', '--table', 'trades', '--rows', '50', '--data-dir'].concat([
      join(app.home, 'data'),
      '--to',
      file,
    ]),
    { DISPLAY: undefined },
  );
  expect(exported.code, exported.stderr).toBe(0);
  const window = await openInstalled(app, ['--feed', 'demo', '--no-record'], {}, [pathToFileURL(file).href]);
  const inspect = await window.page('recordings/inspect.html');
  await expect(inspect.getByTestId('source')).toHaveText(file, { timeout: 30_000 });
  await expect(inspect.getByTestId('report')).toContainText('received_time', { timeout: 30_000 });
  // A second start hands its file to the first one and ends.
  const other = join(directory, 'other.parquet');
  copyFileSync(file, other);
  const second = await runInstalled(app, [other, `--user-data-dir=${window.userData}`]);
  expect(second.code).toBe(0);
  await expect(inspect.getByTestId('source')).toHaveText(other, { timeout: 30_000 });
  await expect(inspect.getByTestId('report')).toContainText('received_time', { timeout: 30_000 });
  await inspect.screenshot({ path: 'test-results/packaged-opened.png' });
  expect(await window.quit()).toBe(0);
});

function childrenOf(pid: number | undefined): number[] {
  const direct = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return direct.flatMap((child) => [child, ...childrenOf(child)]);
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
}

function statusOf(pid: number, field: string): string {
  return new RegExp(`^${field}:\\s+(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';
}
