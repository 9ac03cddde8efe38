import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startPolygonServer } from '../polygon-server/server.ts';
import { demoSource } from '../polygon-server/source.ts';
import { expectFeed, watchProblems } from './support/dashboard-page.ts';
import { type DesktopApp, launchDesktop } from './support/electron-app.ts';
import { waitFor } from './support/server-process.ts';

const PANELS = Array.from({ length: 9 }, (_, i) => `panel-${i + 1}`);

test('the window shows nine panels over IPC, in both themes', async () => {
  const desktop = await launchDesktop();
  const { page } = desktop;
  const problems = watchProblems(page);
  expect(page.url()).toBe('app://bundle/multi_ticker_dashboard.html');
  await expectFeed(page, 'ok', /live, simulated/);
  for (const id of PANELS) await expect(page.getByTestId(id)).toBeVisible();
  await expect(page.getByTestId('panel-1').locator('tbody tr').first()).toContainText(/buy|sell/);
  for (const theme of ['dark', 'light'] as const) {
    await page.getByTestId(`theme-${theme}`).click();
    await expect
      .poll(() => desktop.app.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors))
      .toBe(theme === 'dark');
    await page.waitForTimeout(1_500);
    await page.screenshot({ path: `test-results/desktop-${theme}.png` });
  }
  expect(problems).toEqual([]);
  await desktop.close();
});

test('theme, selected ticker and window size are remembered over a restart', async () => {
  const userDataDir = mkdtempSync(join(tmpdir(), 'multi-ticker-e2e-'));
  const first = await launchDesktop({ userDataDir });
  await expectFeed(first.page, 'ok', /live/);
  await first.page.getByTestId('theme-light').click();
  await first.page.getByTestId('ticker-DOGE').click();
  await first.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setBounds({ width: 1333, height: 777 }),
  );
  await first.page.waitForTimeout(1_000);
  await first.close();
  const second = await launchDesktop({ userDataDir });
  await expect(second.page.getByTestId('selected-pair')).toHaveText('DOGE-USD');
  expect(await second.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('light');
  const size = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds());
  expect(size).toMatchObject({ width: 1333, height: 777 });
  await second.close();
  rmSync(userDataDir, { recursive: true, force: true });
});

test('live trades of a real Polygon socket reach the window', async () => {
  const polygon = await startPolygonServer({ source: demoSource({ tradesPerSecond: 100, pairs: 250, seed: 3 }) });
  const desktop = await launchDesktop({
    args: ['--feed-url', polygon.url],
    environment: { POLYGON_API_KEY: 'e2e' },
  });
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  await expect(desktop.page.getByTestId('panel-1').locator('tbody tr').first()).toContainText(/-/);
  polygon.drop();
  await expect(desktop.page.getByTestId('counters')).toContainText('1 gap');
  await desktop.close();
  await polygon.stop();
});

/** The feed's light in a page that may be gone, which the driver's own page object does not survive. */
const lightOf = ({ app }: DesktopApp) =>
  app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined || contents.isCrashed()) return null;
    // A question to a page that is being loaded may never be answered.
    const light = contents
      .executeJavaScript(`document.querySelector('[data-testid="feed-state"]')?.dataset.health`)
      .catch(() => null);
    return Promise.race([light, new Promise((resolve) => setTimeout(resolve, 1_000))]);
  });

test('a crashed page is loaded again', async () => {
  const desktop = await launchDesktop();
  await expectFeed(desktop.page, 'ok', /live/);
  await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  await waitFor(async () => ((await lightOf(desktop)) === 'ok' ? true : null), 30_000);
  await desktop.close();
});

test('a page that keeps crashing is not loaded for ever: the user is asked, and the feed goes on', async () => {
  const desktop = await launchDesktop();
  await expectFeed(desktop.page, 'ok', /live/);
  await desktop.app.evaluate(({ BrowserWindow, dialog }) => {
    const scope = globalThis as unknown as { asked: string[] };
    scope.asked = [];
    dialog.showMessageBox = (async (_: unknown, options: Electron.MessageBoxOptions) => {
      scope.asked.push(options.message);
      return { response: 0, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.on('did-finish-load', () => {
      setTimeout(() => scope.asked.length === 0 && contents.forcefullyCrashRenderer(), 500);
    });
    contents?.forcefullyCrashRenderer();
  });
  const asked = () => desktop.app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
  await expect.poll(asked, { timeout: 45_000 }).toEqual(['The dashboard keeps ending']);
  await waitFor(async () => ((await lightOf(desktop)) === 'ok' ? true : null), 30_000);
  await desktop.close();
});

test('a second start shows the first window and ends', async () => {
  const desktop = await launchDesktop();
  await expectFeed(desktop.page, 'ok', /live/);
  const focused = desktop.app.evaluate(
    ({ app }) => new Promise((resolve) => app.once('second-instance', () => resolve(true))),
  );
  const second = launchDesktop({ userDataDir: desktop.userDataDir }).then(
    async (other) => other.close(),
    () => undefined,
  );
  expect(await focused).toBe(true);
  await second;
  await desktop.close();
});

test('signals and the menu end it cleanly, also while it starts', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const desktop = await launchDesktop();
    const child = desktop.app.process();
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    expect(await ended, signal).toBe(0);
    rmSync(desktop.userDataDir, { recursive: true, force: true });
  }
  const desktop = await launchDesktop();
  const ended = new Promise<number | null>((resolve) => desktop.app.process().once('exit', resolve));
  await desktop.app
    .evaluate(({ Menu, app }) => {
      const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? [];
      const quit = items.find((item) => item.role === ('quit' as string));
      if (quit === undefined) app.exit(7);
      else quit.click();
    })
    .catch(() => undefined);
  expect(await ended).toBe(0);
  rmSync(desktop.userDataDir, { recursive: true, force: true });
});
