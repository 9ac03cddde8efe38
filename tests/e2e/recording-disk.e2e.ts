import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { mountSmallDisk } from '../main/recording/tmpfs.ts';
import { expectFeed, launchBrowser, watchLights } from './support/dashboard-page.ts';
import { runToEnd, type ServerProcess, startServer } from './support/server-process.ts';

const QUICKLY = { timeout: 30_000 };

let browser: Browser;
let server: ServerProcess | null = null;
let folder: string;

test.beforeAll(async () => {
  browser = await launchBrowser();
});
test.afterAll(() => browser.close());
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'multi-ticker-disk-'));
});
test.afterEach(async () => {
  await server?.stop();
  server = null;
  rmSync(folder, { recursive: true, force: true });
});

/** The application that records into a directory, and a page that shows it. */
async function record(dataDir: string, ...more: string[]): Promise<Page> {
  server = await startServer(['--feed', 'demo', '--data-dir', dataDir, '--log-level', 'error', ...more]);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.webUrl}/multi_ticker_dashboard.html`);
  await expectFeed(page, 'ok', /live/);
  return page;
}

const counts = async () =>
  ((await (await fetch(`${server?.webUrl}/healthz`)).json()) as { counts: Record<string, number> }).counts;

/** Ends the application and expects every trade that came in to be in a sound file. */
async function expectNothingLost(dataDir: string): Promise<void> {
  const before = await counts();
  await server?.stop();
  server = null;
  expect(await runToEnd(['verify', join(dataDir, 'parquet_data')])).toMatchObject({ code: 0 });
  const { stdout } = await runToEnd(['inspect', '--json', join(dataDir, 'parquet_data', 'crypto_trades.parquet')]);
  expect((JSON.parse(stdout) as { rows: number }).rows).toBeGreaterThanOrEqual(before.trades ?? Number.NaN);
}

test('a full disk pauses recording with a count, and it goes on by itself; the dashboard stays live', async () => {
  const disk = await mountSmallDisk('16m');
  test.skip(disk === null, 'mounting a small disk is not permitted here');
  if (disk === null) return;
  const page = await record(join(disk.path, 'data'), '--min-free-gb', '0');
  await expect(page.getByTestId('recording-banner')).toBeHidden();
  const lights = await watchLights(page);
  const ballast = join(disk.path, 'ballast');
  try {
    writeFileSync(ballast, Buffer.alloc(17_000_000));
  } catch {
    // As full as it gets.
  }
  const banner = page.getByTestId('recording-banner');
  await expect(banner).toContainText(/Recording is paused.*is full.*\d+ trades/, QUICKLY);
  await expect(page.getByTestId('recording-state')).toContainText(/paused, .* rows wait/);
  await page.screenshot({ path: 'test-results/recording-full-disk.png' });
  rmSync(ballast);
  await expect(banner).toBeHidden(QUICKLY);
  await expect(page.getByTestId('recording-state')).toHaveAttribute('data-health', 'ok');
  expect(await lights()).toEqual(['ok']);
  await page.close();
  await expectNothingLost(join(disk.path, 'data'));
  await disk.unmount();
});

test('a folder that is gone pauses recording until it is back', async () => {
  const dataDir = join(folder, 'disk', 'data');
  mkdirSync(dataDir, { recursive: true });
  const page = await record(dataDir, '--min-free-gb', '0');
  const banner = page.getByTestId('recording-banner');
  await expect.poll(async () => (await counts()).recordedTrades).toBeGreaterThan(0);
  renameSync(join(folder, 'disk'), join(folder, 'unplugged'));
  await expect(banner).toContainText('is gone', QUICKLY);
  await expect(banner).toContainText('wait in memory');
  renameSync(join(folder, 'unplugged'), join(folder, 'disk'));
  await expect(banner).toBeHidden(QUICKLY);
  await page.close();
  await expectNothingLost(dataDir);
});

test('little free space is a warning; a second application names the one that records, and takes over from it', async () => {
  const page = await record(folder, '--min-free-gb', '10000');
  await expect(page.getByTestId('recording-banner')).toContainText(/Only [\d.,]+ GB are free/, QUICKLY);
  await expect(page.getByTestId('recording-state')).toContainText('on, with warnings');
  const first = server;
  const second = await record(folder, '--min-free-gb', '0');
  const banner = second.getByTestId('recording-banner');
  await expect(banner).toContainText(`process ${first?.child.pid}`);
  await expect(banner).toContainText('Nothing is recorded');
  await second.screenshot({ path: 'test-results/recording-lock.png' });
  await page.close();
  await first?.stop();
  await expect(banner).toBeHidden(QUICKLY);
  await expect(second.getByTestId('recording-state')).toHaveText(/on/);
  await second.close();
});
