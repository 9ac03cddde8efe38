import { type Browser, expect, type Page, test } from '@playwright/test';
import { expectFeed, launchBrowser, watchProblems } from './support/dashboard-page.ts';
import { type ServerProcess, startServer } from './support/server-process.ts';

const PLUGIN_OF = {
  'panel-3': 'mtd-d3fc-treemap',
  'panel-4': 'mtd-d3fc-treemap',
  'panel-5': 'mtd-d3fc-scatter',
  'panel-7': 'mtd-d3fc-scatter',
  'panel-8': 'mtd-d3fc-lines',
  'panel-9': 'mtd-d3fc-lines',
} as const;
const CHARTS = Object.keys(PLUGIN_OF) as (keyof typeof PLUGIN_OF)[];

let browser: Browser;
let server: ServerProcess;
let startedMs: number;

test.beforeAll(async () => {
  browser = await launchBrowser();
  server = await startServer(['--feed', 'demo', '--log-level', 'error']);
  startedMs = Date.now();
});
test.afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function open(path: string) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  const page = await context.newPage();
  const problems = watchProblems(page);
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  await page.goto(server.webUrl + path);
  await expectFeed(page, 'ok', /live/);
  return { context, page, problems, requested };
}

/** Chooses with the keyboard, as everybody can. */
async function choose(page: Page, engine: 'canvas' | 'd3fc'): Promise<void> {
  await page.getByTestId(`chart-engine-${engine === 'd3fc' ? 'canvas' : 'd3fc'}`).focus();
  await page.keyboard.press(engine === 'd3fc' ? 'ArrowRight' : 'ArrowLeft');
  await expect(page.getByTestId(`chart-engine-${engine}`)).toBeChecked();
}

const plugin = (page: Page, panel: keyof typeof PLUGIN_OF) => page.getByTestId(panel).locator(PLUGIN_OF[panel]);

/** What a d3fc panel has drawn: tiles with an area, lines with points, or painted pixels of the dots. */
function marks(page: Page, panel: keyof typeof PLUGIN_OF): Promise<number> {
  return plugin(page, panel).evaluate((element) => {
    const root = element.shadowRoot;
    const canvas = root?.querySelector<HTMLCanvasElement>('d3fc-canvas.plot-area canvas');
    if (canvas && canvas.width > 0 && element.localName === 'mtd-d3fc-scatter') {
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      const colors = new Set<number>();
      for (let i = 0; i < pixels.length; i += 4) {
        if ((pixels[i + 3] as number) > 200) colors.add(((pixels[i] as number) << 8) + (pixels[i + 1] as number));
      }
      return colors.size;
    }
    const tiles = [...(root?.querySelectorAll('rect.leafnode') ?? [])].filter(
      (tile) => tile.getBoundingClientRect().width > 0,
    );
    const lines = [...(root?.querySelectorAll('path.line') ?? [])].filter((line) =>
      /^M.*L/.test(line.getAttribute('d') ?? ''),
    );
    return root?.querySelector('svg') === null ? 0 : tiles.length + lines.length;
  });
}

test('d3fc is loaded when it is chosen, draws all six panels, picks pairs, and makes way again', async () => {
  test.setTimeout(180_000);
  const { context, page, problems, requested } = await open('/multi_ticker_dashboard.html');
  expect(requested.filter((url) => url.includes('d3fc'))).toEqual([]);
  const viewersBefore = await page.locator('perspective-viewer').elementHandles();

  await choose(page, 'd3fc');
  for (const panel of ['panel-3', 'panel-4', 'panel-7', 'panel-8'] as const) {
    await expect.poll(() => marks(page, panel), { message: panel }).toBeGreaterThan(0);
  }
  await expect.poll(() => marks(page, 'panel-3')).toBeGreaterThan(20);
  expect(requested.filter((url) => url.includes('d3fc')).every((url) => url.startsWith(server.webUrl))).toBe(true);

  // A young market has no volatility: both panels say so in this engine too.
  if (Date.now() - startedMs < 45_000) await expect(page.getByTestId('panel-9-empty')).toBeVisible();
  for (const panel of ['panel-5', 'panel-9'] as const) {
    await expect.poll(() => marks(page, panel), { message: panel, timeout: 110_000 }).toBeGreaterThan(1);
    await expect(page.getByTestId(`${panel}-empty`)).toBeHidden();
  }

  const tile = plugin(page, 'panel-3')
    .locator('g.treemap > g', { hasText: /^ETH-USD$/ })
    .first();
  await tile.locator('rect').click({ force: true });
  await expect(page.getByTestId('panel-8')).toContainText('Price of ETH-USD');
  await expect.poll(() => marks(page, 'panel-8')).toBeGreaterThan(3);
  await expect(plugin(page, 'panel-3').locator('rect.selected')).toHaveCount(1);
  await expect(plugin(page, 'panel-9').locator('path.mtd-band')).toHaveAttribute('d', /^M.*Z$/);

  // A dot: the nearest one to the middle of the picture.
  const tiles = await marks(page, 'panel-4');
  await page.getByTestId('panel-4').getByRole('combobox').selectOption('EUR');
  // There are fewer pairs in EUR.
  await expect.poll(() => marks(page, 'panel-4')).toBeLessThan(tiles);
  const flow = plugin(page, 'panel-7').locator('d3fc-canvas.plot-area');
  await flow.click({ position: { x: 200, y: 70 } });
  await expect(page.getByTestId('panel-8')).toContainText(/Price of [A-Z0-9]+-EUR/);

  await page.getByTestId('theme-light').check({ force: true });
  await expect
    .poll(() =>
      plugin(page, 'panel-8').evaluate((e) => getComputedStyle(e.shadowRoot?.querySelector('path.line') ?? e).stroke),
    )
    .toBe('rgb(18, 97, 192)');

  await page.reload();
  await expectFeed(page, 'ok', /live/);
  await expect(page.getByTestId('chart-engine-d3fc')).toBeChecked();
  await expect.poll(() => marks(page, 'panel-3')).toBeGreaterThan(20);
  const viewers = await page.locator('perspective-viewer').elementHandles();
  expect(viewers).toHaveLength(viewersBefore.length);

  for (const engine of ['canvas', 'd3fc', 'canvas'] as const) {
    await choose(page, engine);
    const chart = engine === 'canvas' ? 'mtd-live-treemap' : 'mtd-d3fc-treemap';
    await expect(page.getByTestId('panel-3').locator(chart)).toBeVisible();
  }
  // The pair in EUR may be too young for a volatility.
  await page.getByTestId('ticker-BTC').click();
  for (const panel of CHARTS) {
    await expect(plugin(page, panel)).toBeHidden();
    await expect(page.getByTestId(`${panel}-empty`)).toBeHidden();
  }
  for (const viewer of viewers) expect(await viewer.evaluate((element) => element.isConnected)).toBe(true);
  expect(problems).toEqual([]);
  await context.close();
});

test('the charts of the single-ticker page are there in d3fc too', async () => {
  test.setTimeout(180_000);
  const { context, page, problems } = await open('/?ticker=BTC-USD');
  await choose(page, 'd3fc');
  for (const panel of ['panel-price', 'panel-flow', 'panel-volatility']) {
    const lines = page.getByTestId(panel).locator('mtd-d3fc-lines path.line');
    await expect.poll(() => lines.count(), { message: panel, timeout: 110_000 }).toBeGreaterThan(2);
  }
  expect(problems).toEqual([]);
  await context.close();
});
