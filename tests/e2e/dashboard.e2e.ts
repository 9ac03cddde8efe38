import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { expectFeed, launchBrowser, watchProblems } from './support/dashboard-page.ts';
import { type ServerProcess, startServer } from './support/server-process.ts';

const PANELS = Array.from({ length: 9 }, (_, i) => `panel-${i + 1}`);

let browser: Browser;
let server: ServerProcess;

test.beforeAll(async () => {
  browser = await launchBrowser();
  server = await startServer(['--feed', 'demo', '--log-level', 'error']);
});
test.afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}) {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const problems = watchProblems(page);
  await page.goto(server.webUrl + path);
  return { context, page, problems };
}

/** The empty texts that are on screen now, by panel. */
async function emptyPanels(page: Page): Promise<string[]> {
  const visible = await Promise.all(
    PANELS.map(async (id) => ((await page.getByTestId(`${id}-empty`).isVisible()) ? id : null)),
  );
  return visible.filter((id) => id !== null);
}

for (const colorScheme of ['dark', 'light'] as const) {
  test(`nine panels show the market, ${colorScheme}, without an error on the console`, async () => {
    const { context, page, problems } = await open('/multi_ticker_dashboard.html', { colorScheme });
    await expectFeed(page, 'ok', /live, simulated/);
    await expect(page.getByTestId('feed-kind')).toContainText(/demo/i);
    for (const id of PANELS) await expect(page.getByTestId(id)).toBeVisible();
    // Panel 5 needs 1-minute returns and panel 9 volatility, which a young market does not have: they say so.
    await expect
      .poll(async () => (await emptyPanels(page)).filter((id) => id !== 'panel-5' && id !== 'panel-9'))
      .toEqual([]);
    await expect(page.getByTestId('panel-1').locator('tbody tr').first()).toContainText(/buy|sell/);
    await page.screenshot({ path: `test-results/dashboard-${colorScheme}.png` });
    expect(problems).toEqual([]);
    await context.close();
  });
}

test('a panel without data says what it waits for', async () => {
  const { context, page } = await open('/multi_ticker_dashboard.html');
  const fresh = await startServer(['--feed', 'demo', '--log-level', 'error']);
  await page.goto(`${fresh.webUrl}/multi_ticker_dashboard.html`);
  await expect(page.getByTestId('panel-9-empty')).toContainText(/volatility needs/i);
  await fresh.stop();
  await context.close();
});

test('panels fill after 62 s: return against volatility, and volatility with its band', async () => {
  test.setTimeout(120_000);
  const { context, page } = await open('/multi_ticker_dashboard.html');
  await expect.poll(() => emptyPanels(page), { timeout: 90_000 }).toEqual([]);
  await page.screenshot({ path: 'test-results/dashboard-full.png' });
  await context.close();
});

test('choosing a ticker moves panels 8 and 9 with their history, and is remembered', async () => {
  const { context, page } = await open('/multi_ticker_dashboard.html');
  await page.getByTestId('ticker-ETH').click();
  for (const id of ['panel-8', 'panel-9']) await expect(page.getByTestId(id)).toContainText('ETH-USD');
  await page.reload();
  await expect(page.getByTestId('selected-pair')).toHaveText('ETH-USD');
  const search = page.getByRole('combobox', { name: /pair/i });
  await search.fill('sol-usd');
  await search.press('ArrowDown');
  await search.press('Enter');
  await expect(page.getByTestId('selected-pair')).toHaveText('SOL-USD');
  await page.getByTestId('panel-6').locator('tbody tr', { hasText: 'XRP-USD' }).first().click();
  await expect(page.getByTestId('selected-pair')).toHaveText('XRP-USD');
  await page.goto(`${server.webUrl}/?ticker=ETH-USD`);
  await expect(page.getByTestId('selected-pair')).toHaveText('ETH-USD');
  await context.close();
});

test('the theme follows the system, can be chosen, and is remembered', async () => {
  const { context, page } = await open('/multi_ticker_dashboard.html', { colorScheme: 'light' });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(background).not.toBe(light);
  await page.getByTestId('theme-light').click();
  await expect.poll(background).toBe(light);
  await page.reload();
  await expect.poll(background).toBe(light);
  await context.close();
});

test('a panel can be maximised and restored with the keyboard', async () => {
  const { context, page } = await open('/multi_ticker_dashboard.html');
  const panel = page.getByTestId('panel-3');
  const before = await panel.boundingBox();
  await page.getByTestId('panel-3-maximise').press('Enter');
  await expect.poll(async () => (await panel.boundingBox())?.width ?? 0).toBeGreaterThan(2 * (before?.width ?? 0));
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await panel.boundingBox())?.width).toBe(before?.width);
  await context.close();
});

for (const [width, height] of [
  [1280, 720],
  [1024, 640],
  [2560, 1440],
  [3840, 2160],
] as const) {
  test(`panels neither overlap nor leave the page at ${width}x${height}`, async () => {
    const { context, page } = await open('/multi_ticker_dashboard.html', { viewport: { width, height } });
    await expectFeed(page, 'ok', /live/);
    const boxes = await Promise.all(PANELS.map((id) => page.getByTestId(id).boundingBox()));
    boxes.forEach((a, i) => {
      expect(a?.width).toBeGreaterThan(250);
      expect(a?.height).toBeGreaterThan(120);
      for (const b of boxes.slice(i + 1)) {
        if (a === null || b === null) throw new Error('a panel has no box');
        const apart =
          a.x + a.width <= b.x + 1 ||
          b.x + b.width <= a.x + 1 ||
          a.y + a.height <= b.y + 1 ||
          b.y + b.height <= a.y + 1;
        expect(apart, `panel ${i + 1} overlaps another`).toBe(true);
      }
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await context.close();
  });
}

test('axe finds nothing serious on the controls of the page', async () => {
  for (const path of ['/multi_ticker_dashboard.html', '/']) {
    for (const colorScheme of ['dark', 'light'] as const) {
      const { context, page } = await open(path, { colorScheme });
      await expectFeed(page, 'ok', /live/);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 120))])).toEqual([]);
      await context.close();
    }
  }
});

test('a lost stream is said at once, never green, and comes back by itself without duplicates', async () => {
  const own = await startServer(['--feed', 'demo', '--log-level', 'error']);
  const { context, page } = await open('/multi_ticker_dashboard.html');
  await page.goto(`${own.webUrl}/multi_ticker_dashboard.html`);
  await expectFeed(page, 'ok', /live/);
  const { port: webPort } = new URL(own.webUrl);
  const { port: wsPort } = new URL(own.wsUrl);
  await own.stop();
  await expect(page.getByTestId('feed-state')).toHaveAttribute('data-health', 'unknown');
  await expect(page.getByTestId('banner')).toContainText(/stream is lost/i);
  const again = await startServer([
    '--feed',
    'demo',
    '--web-port',
    webPort,
    '--ws-port',
    wsPort,
    '--log-level',
    'error',
  ]);
  await expectFeed(page, 'ok', /live/, 30_000);
  await again.stop();
  await context.close();
});
