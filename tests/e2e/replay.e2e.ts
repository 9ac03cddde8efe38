import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { OWN_TYPES, ownRow, writeParquet } from '../main/parquet/write-trades-fixture.ts';
import { launchBrowser, watchProblems } from './support/dashboard-page.ts';
import { type ServerProcess, startServer } from './support/server-process.ts';

const START_MS = Date.UTC(2026, 0, 31, 12);
const MINUTES = 90;
const PAIRS = ['BTC-USD', 'ETH-USD', 'DOGE-USD'];

let browser: Browser;
let dir: string;
let recording: string;
let server: ServerProcess;

/** Ninety minutes, a trade a second, the price of BTC the minute that it trades in. */
async function record(path: string): Promise<void> {
  const rows = Array.from({ length: MINUTES * 60 }, (_, second) => {
    const pair = PAIRS[second % PAIRS.length] ?? '';
    const size = second > 2_400 && second < 2_700 ? 9 : 1;
    return ownRow((START_MS + second * 1_000) * 1_000, {
      pair,
      price: 1_000 + Math.floor(second / 60),
      size,
      side: second % 2 === 0 ? 'buy' : 'sell',
      trade_id: String(second),
    });
  });
  await writeParquet(path, OWN_TYPES, rows, { rowGroupSize: 1_000 });
}

test.beforeAll(async () => {
  browser = await launchBrowser();
  dir = mkdtempSync(join(tmpdir(), 'replay-e2e-'));
  recording = join(dir, 'tape.parquet');
  await record(recording);
});
test.beforeEach(async () => {
  server = await startServer(['--replay', recording, '--speed', '1', '--log-level', 'error']);
});
test.afterEach(() => server.stop());
test.afterAll(async () => {
  await browser.close();
  rmSync(dir, { recursive: true, force: true });
});

async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: 'UTC', ...options });
  const page = await context.newPage();
  const problems = watchProblems(page);
  await page.goto(server.webUrl + path);
  await expect(page.getByTestId('replay-bar')).toBeVisible({ timeout: 20_000 });
  return { context, page, problems };
}

/** The place that the time bar shows, seconds after the start of the recording. */
async function place(page: Page): Promise<number> {
  return Number(await page.getByTestId('time-bar').getAttribute('aria-valuenow')) - START_MS / 1_000;
}

/** The newest arrival that the first panel shows, seconds after the start. */
async function newestTrade(page: Page): Promise<number> {
  const text = (await page.getByTestId('panel-1').locator('tbody tr').first().textContent()) ?? '';
  const [, h, m, s] = /(\d\d):(\d\d):(\d\d)\.\d{3}/.exec(text) ?? [];
  return h === undefined ? Number.NaN : (Number(h) - 12) * 3_600 + Number(m) * 60 + Number(s);
}

test('says what is replayed, and is paused, wound and resumed by keyboard and mouse', async () => {
  const { context, page, problems } = await open('/multi_ticker_dashboard.html', { colorScheme: 'dark' });
  await expect(page.getByTestId('replay-bar')).toContainText('REPLAY');
  await expect(page.getByTestId('replay-date')).toContainText(/Jan.*31.*2026|31.*Jan.*2026/);
  await expect.poll(() => newestTrade(page)).toBeGreaterThanOrEqual(0);

  await page.getByTestId('replay-play').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('replay-state')).toHaveText('Paused');
  const pausedAt = await place(page);
  await page.waitForTimeout(1_500);
  expect(await place(page)).toBe(pausedAt);

  const bar = page.getByTestId('time-bar');
  await bar.focus();
  for (let i = 0; i < 6; i += 1) await page.keyboard.press('PageUp');
  await expect(page.getByTestId('replay-state')).toHaveText('Paused', { timeout: 20_000 });
  await expect.poll(() => newestTrade(page), { timeout: 20_000 }).toBe(pausedAt + 3_600);
  expect(await place(page)).toBe(pausedAt + 3_600);
  // The windows are full at once, and the chart shows the time before the place, not only after it.
  await expect(page.getByTestId('panel-9-empty')).toBeHidden();
  await expect(page.getByTestId('panel-2')).toContainText('1,0');

  const box = await bar.boundingBox();
  if (box === null) throw new Error('the time bar has no box');
  await page.mouse.click(box.x + box.width / 3, box.y + box.height / 2);
  await expect.poll(() => newestTrade(page), { timeout: 20_000 }).toBeLessThanOrEqual(1_802);
  expect(await newestTrade(page)).toBeGreaterThan(1_795);

  await page.getByTestId('replay-speed').selectOption('100');
  await page.getByTestId('replay-play').click();
  const resumedAt = await place(page);
  await expect.poll(() => place(page)).toBeGreaterThan(resumedAt + 100);
  await page.screenshot({ path: 'test-results/replay-dark.png' });
  expect(problems).toEqual([]);
  await context.close();
});

test('ends with a clear word, and can be wound back; healthz says what it is', async () => {
  const { context, page, problems } = await open('/?ticker=BTC-USD', {
    colorScheme: 'light',
    viewport: { width: 1024, height: 640 },
  });
  await page.getByTestId('replay-speed').selectOption('max');
  await expect(page.getByTestId('replay-state')).toHaveText('End of recording', { timeout: 30_000 });
  await expect(page.getByTestId('feed-state')).toContainText('end of recording');
  await expect(page.getByTestId('banner')).toBeHidden();
  expect(await place(page)).toBe(MINUTES * 60 - 1);
  await page.screenshot({ path: 'test-results/replay-end-light.png' });
  const health = await (await fetch(`${server.webUrl}/healthz`)).json();
  expect(health.feed).toMatchObject({ kind: 'replay', state: 'stopped', detail: 'end of recording' });

  await page.getByTestId('replay-speed').selectOption('1');
  await page.getByTestId('time-bar').focus();
  await page.keyboard.press('Home');
  await expect(page.getByTestId('replay-state')).toBeHidden({ timeout: 20_000 });
  await expect.poll(() => place(page)).toBeLessThan(60);
  await expect(page.getByTestId('feed-state')).toContainText('replaying');
  expect(problems).toEqual([]);
  await context.close();
});

test('a viewer from elsewhere sees the replay and cannot steer it', async () => {
  const { context, page } = await open('/multi_ticker_dashboard.html', {
    extraHTTPHeaders: { 'x-forwarded-for': '203.0.113.7' },
  });
  await expect(page.getByTestId('replay-state')).toHaveText('steered elsewhere');
  await expect(page.getByTestId('replay-play')).toBeDisabled();
  await expect(page.getByTestId('replay-speed')).toBeDisabled();
  await expect(page.getByTestId('time-bar')).toHaveAttribute('aria-disabled', 'true');
  await context.close();
});

test('at full speed every second of a quiet stretch is evaluated, as it was live', async () => {
  const path = join(dir, 'quiet.parquet');
  const rows = [0, 1_200, 1_201.5].map((second) => ownRow((START_MS + second * 1_000) * 1_000));
  await writeParquet(path, OWN_TYPES, rows);
  const quiet = await startServer(['--replay', path, '--speed', 'max', '--log-level', 'error']);
  try {
    const counts = async () => {
      const health = await (await fetch(`${quiet.webUrl}/healthz`)).json();
      return (health as { counts: { trades: number; statisticsRows: number } }).counts;
    };
    // A row at each second from that of the first trade to the last one before the end.
    await expect.poll(counts).toMatchObject({ trades: 3, statisticsRows: 1_202 });
  } finally {
    await quiet.stop();
  }
});

test('says how long nothing was traded, with the day, and skips it', async () => {
  const path = join(dir, 'two-days.parquet');
  const rows = [0, 1, 86_400, 86_430].map((second) => ownRow((START_MS + second * 1_000) * 1_000));
  await writeParquet(path, OWN_TYPES, rows);
  await server.stop();
  server = await startServer(['--replay', path, '--speed', '1', '--log-level', 'error']);
  const { context, page, problems } = await open('/multi_ticker_dashboard.html');
  await expect(page.getByTestId('replay-state')).toHaveText(/No trades until .*Feb.* 12:00:00/, { timeout: 20_000 });
  await expect(page.getByTestId('replay-clock')).toHaveText(/of .*Feb.* 12:00:30/);
  await page.getByTestId('replay-skip').click();
  await expect(page.getByTestId('replay-date')).toHaveText(/Feb/);
  await expect.poll(() => newestTrade(page)).toBe(0);
  await expect(page.getByTestId('replay-skip')).toBeHidden();
  await expect(page.getByTestId('replay-state')).toBeHidden();
  expect(problems).toEqual([]);
  await context.close();
});

test('without a replay there is no replay bar', async () => {
  const live = await startServer(['--feed', 'demo', '--log-level', 'error']);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${live.webUrl}/multi_ticker_dashboard.html`);
  await expect(page.getByTestId('feed-state')).toContainText('live', { timeout: 20_000 });
  await expect(page.getByTestId('replay-bar')).toBeHidden();
  await context.close();
  await live.stop();
});
