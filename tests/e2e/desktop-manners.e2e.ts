import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startPolygonServer } from '../polygon-server/server.ts';
import { demoSource } from '../polygon-server/source.ts';
import { expectFeed, watchProblems } from './support/dashboard-page.ts';
import { clickMenu, type DesktopApp, launchDesktop } from './support/electron-app.ts';

const itemState = ({ app }: DesktopApp, id: string) =>
  app.evaluate(({ Menu }, itemId) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(itemId);
    return item == null ? null : { enabled: item.enabled, checked: item.checked };
  }, id);

const exitCode = ({ app }: DesktopApp) =>
  new Promise<number | null>((resolve) => app.process().once('exit', (code) => resolve(code)));

test('every menu has what belongs there, and no two items share keys', async () => {
  const desktop = await launchDesktop();
  const menus = await desktop.app.evaluate(({ Menu }) => {
    const labels = (items: readonly Electron.MenuItem[]): string[] =>
      items.flatMap((item) => [item.label, ...(item.submenu ? labels(item.submenu.items) : [])]).filter(Boolean);
    return Object.fromEntries((Menu.getApplicationMenu()?.items ?? []).map((item) => [item.label, labels([item])]));
  });
  expect(Object.keys(menus).filter((name) => name !== 'Multi-Ticker Dashboard')).toEqual([
    'File',
    'Edit',
    'View',
    'Feed',
    'Window',
    'Help',
  ]);
  expect(menus.File).toEqual(
    expect.arrayContaining(['Export to Excel...', 'Inspect Recording...', 'Open Recording...', 'Open Data Folder']),
  );
  expect(menus.View).toEqual(expect.arrayContaining(['Command Palette...', 'Save Layout', 'Dark']));
  expect(menus.Feed).toEqual(expect.arrayContaining(['Start Feed', 'Stop Feed', 'Reconnect Now', 'Simulated Market']));
  expect(menus.Help).toEqual(expect.arrayContaining(['Keyboard Shortcuts', 'Licences']));
  const keys = await desktop.app.evaluate(({ Menu }) => {
    const all = (items: readonly Electron.MenuItem[]): string[] =>
      items.flatMap((item) => [
        ...(item.accelerator ? [String(item.accelerator).toLowerCase()] : []),
        ...(item.submenu ? all(item.submenu.items) : []),
      ]);
    return all(Menu.getApplicationMenu()?.items ?? []);
  });
  expect(new Set(keys).size).toBe(keys.length);
  await desktop.close();
});

test('the feed is stopped, started and switched from the menu, each as an outage with its reason', async () => {
  const polygon = await startPolygonServer({ source: demoSource({ tradesPerSecond: 100, pairs: 50, seed: 5 }) });
  const desktop = await launchDesktop({
    args: ['--feed-url', polygon.url],
    environment: { POLYGON_API_KEY: 'e2e' },
  });
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  expect(await itemState(desktop, 'feed:start')).toMatchObject({ enabled: false });
  await clickMenu(desktop, 'feed:stop');
  await expectFeed(desktop.page, 'down', /stopped/);
  expect(await itemState(desktop, 'feed:start')).toMatchObject({ enabled: true });
  expect(await itemState(desktop, 'feed:stop')).toMatchObject({ enabled: false });
  await clickMenu(desktop, 'feed:start');
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  await desktop.page.getByTestId('counters').click();
  await expect(desktop.page.getByRole('dialog', { name: 'All counters' })).toContainText('stopped by the user');
  await desktop.page.keyboard.press('Escape');

  await clickMenu(desktop, 'feed:reconnect');
  await expect(desktop.page.getByTestId('counters')).toContainText('2 gaps');
  await expectFeed(desktop.page, 'ok', /^●?live$/);

  await clickMenu(desktop, 'feed:demo');
  await expectFeed(desktop.page, 'ok', /simulated/);
  expect(await itemState(desktop, 'feed:demo')).toMatchObject({ checked: true });
  expect(await itemState(desktop, 'feed:polygon')).toMatchObject({ checked: false });
  await clickMenu(desktop, 'feed:polygon');
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  await desktop.close();
  await polygon.stop();
});

test('a feed that cannot start is refused with a reason, and the old one goes on', async () => {
  const desktop = await launchDesktop();
  await expectFeed(desktop.page, 'ok', /simulated/);
  const told = desktop.app.evaluate(
    ({ dialog }) =>
      new Promise<string>((resolve) => {
        dialog.showErrorBox = (title, content) => resolve(`${title}: ${content}`);
      }),
  );
  await clickMenu(desktop, 'feed:polygon');
  expect(await told).toContain('needs an API key');
  await expectFeed(desktop.page, 'ok', /simulated/);
  expect(await itemState(desktop, 'feed:demo')).toMatchObject({ checked: true });
  expect(readFileSync(join(desktop.userDataDir, 'settings.json'), 'utf8')).not.toContain('"feed": "polygon"');
  await desktop.close();
});

test('sleep is an outage with its own reason, and waking connects at once', async () => {
  const desktop = await launchDesktop();
  await expectFeed(desktop.page, 'ok', /simulated/);
  await desktop.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'));
  await expectFeed(desktop.page, 'down', /stopped/);
  await expect(desktop.page.getByTestId('banner')).toContainText('the computer slept');
  await desktop.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume'));
  await expectFeed(desktop.page, 'ok', /simulated/);
  await expect(desktop.page.getByTestId('counters')).toContainText('1 gap');
  await desktop.close();
});

test('while it records the system may not suspend it', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'multi-ticker-manners-'));
  const blockers = ({ app }: DesktopApp) =>
    app.evaluate(({ powerSaveBlocker }) =>
      Array.from({ length: 8 }, (_, id) => powerSaveBlocker.isStarted(id)).includes(true),
    );
  const recording = await launchDesktop({ args: ['--feed', 'demo', '--data-dir', dataDir] });
  await expect(recording.page.getByTestId('recording-state')).toContainText('on');
  expect(await blockers(recording)).toBe(true);
  await recording.close();
  const idle = await launchDesktop();
  await expectFeed(idle.page, 'ok', /simulated/);
  expect(await blockers(idle)).toBe(false);
  await idle.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('closing the window ends it, or leaves it in the tray where the settings say so', async () => {
  const ends = await launchDesktop();
  const ended = exitCode(ends);
  await ends.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  expect(await ended).toBe(0);
  const { userDataDir } = ends;

  const settings = join(userDataDir, 'settings.json');
  writeFileSync(settings, JSON.stringify({ ...JSON.parse(readFileSync(settings, 'utf8')), keepInTray: true }));
  const stays = await launchDesktop({ userDataDir });
  await expectFeed(stays.page, 'ok', /simulated/);
  const visible = () => stays.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
  await stays.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(visible).toBe(false);
  await clickMenu(stays, 'show-window');
  await expect.poll(visible).toBe(true);
  await expectFeed(stays.page, 'ok', /simulated/);
  const quit = exitCode(stays);
  await stays.app.evaluate(({ app }) => app.quit());
  expect(await quit).toBe(0);
  rmSync(userDataDir, { recursive: true, force: true });
});

test('the end of a Windows session ends it in order, with everything recorded', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'multi-ticker-manners-'));
  const desktop = await launchDesktop({ args: ['--feed', 'demo', '--data-dir', dataDir] });
  await expectFeed(desktop.page, 'ok', /simulated/);
  await expect(desktop.page.getByTestId('recording-state')).toContainText('on');
  const ended = exitCode(desktop);
  // Other systems do not send it; what follows is the same everywhere.
  await desktop.app
    .evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.emit('session-end', {}))
    .catch(() => undefined);
  expect(await ended).toBe(0);
  const root = join(dataDir, 'parquet_data');
  expect(readdirSync(join(root, '.journal')).filter((name) => name.endsWith('.wal'))).toEqual([]);
  expect(readdirSync(root, { recursive: true }).filter((name) => String(name).endsWith('.parquet'))).not.toEqual([]);
  rmSync(dataDir, { recursive: true, force: true });
  rmSync(desktop.userDataDir, { recursive: true, force: true });
});

test('the command palette finds and runs commands of page and application', async () => {
  const desktop = await launchDesktop();
  const { page } = desktop;
  const problems = watchProblems(page);
  await expectFeed(page, 'ok', /simulated/);
  await clickMenu(desktop, 'palette:open');
  const input = page.getByTestId('palette-input');
  await expect(input).toBeFocused();
  await expect(page.getByTestId('palette').getByRole('option').first()).toBeVisible();
  await page.screenshot({ path: 'test-results/palette.png' });
  await input.fill('theme dark');
  await expect(page.getByTestId('palette').getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect.poll(async () => (await itemState(desktop, 'theme:dark'))?.checked).toBe(true);
  await expect(page.getByTestId('palette')).toBeHidden();

  await clickMenu(desktop, 'palette:open');
  await input.fill('no such thing');
  await expect(page.getByTestId('palette')).toContainText('no such command');
  const opened = desktop.app.waitForEvent('window');
  await input.fill('inspect');
  await page.screenshot({ path: 'test-results/palette-dark.png' });
  await page.keyboard.press('Enter');
  expect((await opened).url()).toContain('inspect.html');

  await clickMenu(desktop, 'shortcuts:open');
  await expect(page.getByTestId('shortcuts')).toContainText('Ctrl+E');
  await page.screenshot({ path: 'test-results/shortcuts-dark.png' });
  await page.keyboard.press('Escape');
  await clickMenu(desktop, 'theme:light');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  expect(problems).toEqual([]);
  await desktop.close();
});

test('people are told of an outage that lasts, and of its end', async () => {
  test.setTimeout(90_000);
  const polygon = await startPolygonServer({ source: demoSource({ tradesPerSecond: 100, pairs: 50, seed: 7 }) });
  const desktop = await launchDesktop({
    args: ['--feed-url', polygon.url],
    environment: { POLYGON_API_KEY: 'e2e' },
  });
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  await desktop.app.evaluate(({ Notification }) => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      told.push(this.title);
    };
  });
  const told = () => desktop.app.evaluate(() => (globalThis as unknown as { told: string[] }).told);
  const { port } = new URL(polygon.url);
  await polygon.stop();
  await expect.poll(told, { timeout: 40_000 }).toEqual(['The feed is down']);
  const again = await startPolygonServer({
    source: demoSource({ tradesPerSecond: 100, pairs: 50, seed: 7 }),
    port: Number(port),
  });
  // By itself the next attempt may be a minute away by now.
  await clickMenu(desktop, 'feed:reconnect');
  await expect.poll(told, { timeout: 40_000 }).toEqual(['The feed is down', 'The feed is live again']);
  await desktop.close();
  await again.stop();
});
