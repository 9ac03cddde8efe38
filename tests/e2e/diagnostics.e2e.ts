import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { startPolygonServer } from '../polygon-server/server.ts';
import { demoSource } from '../polygon-server/source.ts';
import { expectFeed, launchBrowser, watchProblems } from './support/dashboard-page.ts';
import { clickMenu, launchDesktop } from './support/electron-app.ts';
import { startServer } from './support/server-process.ts';

const KEY = 'a-key-for-diagnostics-9031';
const temporary: string[] = [];
function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'multi-ticker-diagnostics-'));
  temporary.push(directory);
  return directory;
}
test.afterEach(() => {
  for (const directory of temporary.splice(0)) rmSync(directory, { recursive: true, force: true });
});

test('the overlay, the diagnostics file and the log of a live feed, without its key', async () => {
  test.setTimeout(90_000);
  const userDataDir = makeDirectory();
  const file = join(makeDirectory(), 'report.json');
  const polygon = await startPolygonServer({
    key: KEY,
    source: demoSource({ tradesPerSecond: 200, pairs: 50, seed: 3 }),
  });
  const desktop = await launchDesktop({
    userDataDir,
    args: ['--feed-url', polygon.url, '--data-dir', makeDirectory()],
    environment: { POLYGON_API_KEY: KEY },
  });
  const { page, app } = desktop;
  const problems = watchProblems(page);
  await expectFeed(page, 'ok', /^●?live$/);
  const hud = page.getByTestId('hud');
  await expect(hud).toBeHidden();
  await clickMenu(desktop, 'view:hud');
  await expect(hud).toBeVisible();
  for (const stage of ['Exchange to vendor', 'Vendor to us', 'Engine', 'Publish', 'Publish statistics', 'Paint']) {
    const cells = hud.getByRole('row', { name: stage }).getByRole('cell');
    for (const i of [0, 1, 2, 3]) await expect(cells.nth(i)).toHaveText(/^\d[\d,]*(\.\d+)?$/, { timeout: 15_000 });
  }
  const figure = (name: string) => hud.locator(`[data-figure="${name}"] dd`);
  await expect.poll(async () => Number(await figure('Trades/s').textContent())).toBeGreaterThan(50);
  await expect(figure('Gaps')).toHaveText('0');
  await expect(figure('Rows waiting for the disk')).toHaveText(/^\d/);
  await expect(figure('Memory')).toHaveText(/MB, heap .* MB$/);
  await expect(figure('CPU')).toHaveText(/%$/, { timeout: 15_000 });
  await expect(figure('Memory, all processes')).toHaveText(/MB in \d+$|GB in \d+$/);
  await expect(figure('CPU, all processes')).toHaveText(/%$/, { timeout: 15_000 });
  await expect(figure('Event-loop delay')).toHaveText(/ms$/);
  for (const theme of ['light', 'dark']) {
    await clickMenu(desktop, `theme:${theme}`);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).include('[data-testid="hud"]').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([]);
  }
  await page.getByTestId('hud-close').click();
  await expect(hud).toBeHidden();

  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);
  await clickMenu(desktop, 'diagnostics');
  await expect
    .poll(() => {
      try {
        return readFileSync(file, 'utf8').endsWith('}\n');
      } catch {
        return false;
      }
    })
    .toBe(true);
  const text = readFileSync(file, 'utf8');
  expect(text).not.toContain(KEY);
  const report = JSON.parse(text);
  expect(report).toMatchObject({
    versions: { electron: expect.any(String) },
    status: { feed: { kind: 'polygon', state: 'live' } },
    diagnostics: { stages: { 'vendor-us': { count: expect.any(Number) } } },
    settings: { apiKeyEncrypted: null },
  });
  expect(report.processes.length).toBeGreaterThan(1);
  expect(report.log.map((line: { message: string }) => line.message).join('\n')).toContain('feed live');
  expect(problems).toEqual([]);

  const logs = await app.evaluate(({ app: own }) => own.getPath('logs'));
  await desktop.close();
  await polygon.stop();
  const lines = readdirSync(logs).flatMap((name) => readFileSync(join(logs, name), 'utf8').trim().split(/\r?\n/));
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) {
    expect(JSON.parse(line)).toEqual({
      time: expect.stringMatching(/^20\d\d-.*Z$/),
      level: expect.stringMatching(/^(debug|info|warn|error)$/),
      message: expect.any(String),
    });
    expect(line).not.toContain(KEY);
  }
});

test('the overlay in a browser; no paths and no secrets at /diagnostics', async () => {
  const dataDir = makeDirectory();
  const server = await startServer(['--feed', 'demo', '--data-dir', dataDir], { POLYGON_API_KEY: KEY });
  const browser = await launchBrowser();
  const page = await browser.newPage();
  const problems = watchProblems(page);
  await page.goto(`${server.webUrl}/multi_ticker_dashboard.html`);
  await expectFeed(page, 'ok', /live/);
  await page.keyboard.press('Control+Shift+H');
  const hud = page.getByTestId('hud');
  const paint = hud.getByRole('row', { name: 'Paint' }).getByRole('cell');
  await expect(paint.nth(0)).toHaveText(/^\d/, { timeout: 15_000 });
  // The simulated market has no vendor: unknown is a dash.
  await expect(hud.getByRole('row', { name: 'Vendor to us' }).getByRole('cell').nth(0)).toHaveText('–');
  await page.reload();
  await expect(hud).toBeVisible();
  const text = await (await fetch(`${server.webUrl}/diagnostics`)).text();
  expect(text).not.toContain(dataDir);
  expect(text).not.toContain(KEY);
  expect(JSON.parse(text)).toMatchObject({ counts: { duplicates: 0, droppedRows: 0 } });
  expect(problems).toEqual([]);
  await browser.close();
  await server.stop();
});
