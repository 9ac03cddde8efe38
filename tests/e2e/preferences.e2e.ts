import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { startPolygonServer } from '../polygon-server/server.ts';
import { demoSource } from '../polygon-server/source.ts';
import { expectFeed, watchProblems } from './support/dashboard-page.ts';
import { type DesktopApp, launchDesktop, openToolWindow } from './support/electron-app.ts';
import { hasKeyring, startKeyring } from './support/keyring.ts';

const KEY = 'a-key-of-the-provider-4711';

async function openPreferences(desktop: DesktopApp): Promise<Page> {
  const page = await openToolWindow(desktop, 'preferences');
  await expect(page.getByRole('tablist')).toBeVisible();
  return page;
}

const section = (page: Page, name: string) => page.getByTestId(`section-${name}`).click();

function stored({ userDataDir }: { readonly userDataDir: string }): Record<string, unknown> {
  return JSON.parse(readFileSync(join(userDataDir, 'settings.json'), 'utf8'));
}

/** Whether any file below a directory holds a text. */
function holds(directory: string, text: string): boolean {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(text));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const temporary: string[] = [];
function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'multi-ticker-preferences-'));
  temporary.push(directory);
  return directory;
}
test.afterEach(() => {
  for (const directory of temporary.splice(0)) rmSync(directory, { recursive: true, force: true });
});

const market = () => startPolygonServer({ key: KEY, source: demoSource({ tradesPerSecond: 100, pairs: 50, seed: 5 }) });

test('what is chosen takes effect at once, is remembered, and every section reads well in both themes', async () => {
  const userDataDir = makeDirectory();
  const desktop = await launchDesktop({ userDataDir });
  const page = await openPreferences(desktop);
  const problems = [...watchProblems(page), ...watchProblems(desktop.page)];

  for (const theme of ['light', 'dark']) {
    await section(page, 'appearance');
    await page.getByTestId('pref-theme').selectOption(theme);
    for (const each of [page, desktop.page]) await expect(each.locator('html')).toHaveAttribute('data-theme', theme);
    for (const name of ['connection', 'recording', 'statistics', 'appearance', 'application', 'updates']) {
      await section(page, name);
      await page.screenshot({ path: `test-results/preferences-${name}-${theme}.png` });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      expect(violations.map(({ id, nodes }) => [name, id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([]);
    }
  }
  await section(page, 'appearance');
  await page.getByTestId('pref-timeZone').selectOption('Asia/Tokyo');
  await expect(desktop.page.getByTestId('zone-select')).toHaveValue('Asia/Tokyo');
  await desktop.page.getByTestId('zone-select').selectOption('UTC');
  await expect(page.getByTestId('pref-timeZone')).toHaveValue('UTC');
  await page.getByTestId('pref-timeZone').selectOption('Asia/Tokyo');
  await page.getByTestId('pref-quickTickers').fill('eth-usd, sol-eur');
  await page.getByTestId('pref-quickTickers').press('Enter');
  await expect(desktop.page.getByTestId('ticker-SOL-EUR')).toBeVisible();
  await expect(desktop.page.getByTestId('ticker-BTC')).toHaveCount(0);

  await section(page, 'recording');
  await page.getByTestId('pref-statisticsIntervalS').fill('5');
  await page.getByTestId('pref-statisticsIntervalS').press('Enter');
  await expect.poll(() => stored(desktop).statisticsIntervalS).toBe(5);
  expect(problems).toEqual([]);
  await desktop.close();

  expect(stored({ userDataDir })).toMatchObject({
    version: expect.any(Number),
    theme: 'dark',
    timeZone: 'Asia/Tokyo',
    quickTickers: ['ETH-USD', 'SOL-EUR'],
    statisticsIntervalS: 5,
  });
  const again = await launchDesktop({ userDataDir });
  await expect(again.page.getByTestId('ticker-SOL-EUR')).toBeVisible();
  await expect(again.page.getByTestId('zone-select')).toHaveValue('Asia/Tokyo');
  await expect(again.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const reopened = await openPreferences(again);
  await section(reopened, 'recording');
  await expect(reopened.getByTestId('pref-statisticsIntervalS')).toHaveValue('5');
  await reopened.getByTestId('reset-statisticsIntervalS').click();
  await expect.poll(() => 'statisticsIntervalS' in stored(again)).toBe(false);
  await again.close();
});

test('what is typed is checked as it is typed, and nothing wrong is stored', async () => {
  const desktop = await launchDesktop();
  const page = await openPreferences(desktop);
  const wrong = [
    ['connection', 'webPort', '70000', 'whole number from 1 to 65535'],
    ['connection', 'webPort', 'http', 'whole number'],
    ['connection', 'webPort', '7678', 'other port'],
    ['recording', 'statisticsIntervalS', '0', 'whole number from 1'],
    ['recording', 'dataDir', 'somewhere', 'full path'],
    ['recording', 'dataDir', join(desktop.userDataDir, 'settings.json', 'below'), 'is a file'],
    ['statistics', 'publishIntervalS', '61', 'from 1 to 60'],
    ['appearance', 'quickTickers', 'BTC-USD, what', 'pair'],
    ['updates', 'updateFeedUrl', 'ftp://example.com', 'http'],
  ] as const;
  await page.getByTestId('section-appearance').click();
  await page.getByTestId('pref-theme').selectOption('dark');
  await expect.poll(() => existsSync(join(desktop.userDataDir, 'settings.json'))).toBe(true);
  const before = stored(desktop);
  for (const [where, name, text, words] of wrong) {
    await section(page, where);
    const input = page.getByTestId(`pref-${name}`);
    await input.fill(text);
    await expect(page.getByTestId(`error-${name}`), text).toContainText(words);
    await expect(input).toHaveAttribute('aria-invalid', 'true');
    await input.press('Enter');
    await input.press('Escape');
    await expect(page.getByTestId(`error-${name}`)).toBeEmpty();
  }
  await section(page, 'connection');
  await page.getByTestId('pref-endpoint').selectOption('custom');
  await page.getByTestId('pref-endpoint-custom').fill('ws://example.com/crypto');
  await expect(page.getByTestId('error-endpoint')).toContainText('unencrypted');
  expect(stored(desktop)).toEqual(before);
  await desktop.close();
});

test('the field of another address waits to be filled in, and an address that comes back in it counts', async () => {
  const desktop = await launchDesktop();
  const page = await openPreferences(desktop);
  const server = page.getByTestId('pref-endpoint');
  const custom = page.getByTestId('pref-endpoint-custom');
  await server.selectOption('custom');
  await expect(custom).toBeFocused();
  // What the window is told every two seconds is the stored server.
  await page.waitForTimeout(2_500);
  await expect(custom).toBeVisible();
  await custom.fill('wss://feed.example/crypto');
  await custom.press('Enter');
  await expect(page.getByTestId('pending')).toContainText('One change waits');
  await page.getByTestId('discard').click();
  await expect(custom).toBeHidden();
  await server.selectOption('custom');
  await expect(custom).toHaveValue('wss://feed.example/crypto');
  await expect(page.getByTestId('pending')).toContainText('One change waits');
  await page.getByTestId('discard').click();
  await desktop.close();
});

test('twelve quick tickers have room in the narrowest window', async () => {
  const userDataDir = makeDirectory();
  const quickTickers = Array.from({ length: 12 }, (_, i) => `COIN${i + 10}-USDT`);
  const settings = { version: 1, quickTickers, window: { width: 400, height: 600, maximized: false } };
  writeFileSync(join(userDataDir, 'settings.json'), JSON.stringify(settings));
  const desktop = await launchDesktop({ userDataDir });
  const buttons = desktop.page.getByRole('group', { name: 'Ticker' }).getByRole('button');
  await expect(buttons).toHaveCount(12);
  const width = await desktop.page.evaluate(() => innerWidth);
  for (const button of await buttons.all()) {
    const box = await button.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? Number.POSITIVE_INFINITY)).toBeLessThanOrEqual(width);
  }
  await desktop.close();
});

test('ports change together when applied; those that are taken are refused and nothing has changed', async () => {
  const userDataDir = makeDirectory();
  const [wsPort, webPort, nextPort] = [await freePort(), await freePort(), await freePort()];
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const takenPort = (taken.address() as { readonly port: number }).port;
  writeFileSync(join(userDataDir, 'settings.json'), JSON.stringify({ version: 0, feed: 'demo', wsPort, webPort }));
  const desktop = await launchDesktop({ userDataDir, isPlain: true, args: ['--no-record'] });
  await expectFeed(desktop.page, 'ok', /live/);
  const statusAt = (port: number) =>
    fetch(`http://127.0.0.1:${port}/healthz`).then(
      ({ status }) => status,
      () => 0,
    );
  expect(await statusAt(webPort)).toBe(200);
  const page = await openPreferences(desktop);
  const input = page.getByTestId('pref-webPort');
  await expect(input).toHaveValue(String(webPort));
  await expect(page.getByTestId('override-webPort')).toBeEmpty();

  await input.fill(String(takenPort));
  await input.press('Enter');
  await expect(page.getByTestId('pending')).toContainText('One change waits');
  expect(await statusAt(webPort)).toBe(200);
  await page.getByTestId('apply').click();
  await expect(page.getByTestId('apply-error')).toContainText(`Port ${takenPort}`);
  await page.screenshot({ path: 'test-results/preferences-refused.png' });
  expect(await statusAt(webPort)).toBe(200);
  expect(stored(desktop).webPort).toBe(webPort);

  await input.fill(String(nextPort));
  await input.press('Enter');
  await section(page, 'statistics');
  await page.getByTestId('pref-publishIntervalS').fill('2');
  await page.getByTestId('pref-publishIntervalS').press('Enter');
  await expect(page.getByTestId('pending')).toContainText('2 changes wait');
  await page.getByTestId('apply').click();
  await expect(page.getByTestId('pending')).toBeHidden();
  await expect.poll(() => statusAt(nextPort)).toBe(200);
  expect(await statusAt(webPort)).toBe(0);
  expect(stored(desktop)).toMatchObject({ webPort: nextPort, publishIntervalS: 2 });
  await expectFeed(desktop.page, 'ok', /live/);

  await page.getByTestId('pref-publishIntervalS').fill('3');
  await page.getByTestId('pref-publishIntervalS').press('Enter');
  await page.getByTestId('discard').click();
  await expect(page.getByTestId('pref-publishIntervalS')).toHaveValue('2');
  await desktop.close();
  taken.close();
});

test('a first start without a key shows the demo market, marked, and one way to the key', async () => {
  const desktop = await launchDesktop({ args: [] });
  await expect(desktop.page.getByTestId('feed-kind')).toContainText('DEMO');
  await expect(desktop.page.getByText('Simulated trades, not real prices')).toBeVisible();
  const opened = desktop.app.waitForEvent('window');
  await desktop.page.getByRole('button', { name: 'Enter API key' }).click();
  const page = await opened;
  await expect(page.getByTestId('section-connection')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByTestId('api-key-input')).toBeFocused();
  await desktop.close();
});

test('without a keyring the user chooses: a key for this session only, or one that is stored after a warning', async () => {
  test.skip(process.platform !== 'linux', 'other systems always have a keyring');
  const polygon = await market();
  const userDataDir = makeDirectory();
  const desktop = await launchDesktop({ userDataDir, args: [] });
  const page = await openPreferences(desktop);
  await page.getByTestId('pref-endpoint').selectOption('custom');
  await page.getByTestId('pref-endpoint-custom').fill(polygon.url);
  await page.getByTestId('pref-endpoint-custom').press('Enter');
  await page.getByTestId('apply').click();
  await expect(page.getByTestId('pending')).toBeHidden();
  await expect(page.getByText('no keyring')).toBeVisible();
  await expect(page.getByTestId('keep-encrypted')).toBeHidden();
  await expect(page.getByTestId('keep-session')).toBeChecked();

  await page.getByTestId('api-key-input').fill(KEY);
  await page.getByTestId('api-key-use').click();
  await expect(page.getByTestId('api-key-state')).toContainText('•••• 4711 is in use until the application ends');
  await expect(page.getByTestId('api-key-input')).toHaveValue('');
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  await expect(desktop.page.getByRole('button', { name: 'API key', exact: true })).toBeVisible();
  await desktop.close();
  expect(holds(userDataDir, KEY)).toBe(false);

  const second = await launchDesktop({ userDataDir, args: [] });
  await expect(second.page.getByTestId('feed-kind')).toContainText('DEMO');
  const again = await openPreferences(second);
  await again.getByTestId('api-key-input').fill(KEY);
  await again.getByTestId('keep-plain').check();
  await expect(again.getByTestId('api-key-warning')).toBeVisible();
  await again.getByRole('button', { name: 'Store unprotected and use' }).click();
  await expect(again.getByTestId('api-key-state')).toContainText('stored unprotected');
  await again.screenshot({ path: 'test-results/preferences-key-plain.png' });
  await second.close();
  expect(stored({ userDataDir }).apiKeyPlain).toBe(KEY);

  const third = await launchDesktop({ userDataDir, args: [] });
  await expectFeed(third.page, 'ok', /^●?live$/);
  const last = await openPreferences(third);
  await last.getByTestId('api-key-remove').click();
  await expect(last.getByTestId('api-key-state')).toContainText('There is no key');
  await expect(third.page.getByTestId('feed-kind')).toContainText('DEMO');
  await third.close();
  expect(holds(userDataDir, KEY)).toBe(false);
  await polygon.stop();
});

test('the live market of the settings waits for a key that was for one session only', async () => {
  test.skip(process.platform !== 'linux', 'other systems always have a keyring');
  const polygon = await market();
  const userDataDir = makeDirectory();
  const settings = { version: 0, feed: 'polygon', endpoint: polygon.url };
  writeFileSync(join(userDataDir, 'settings.json'), JSON.stringify(settings));
  const desktop = await launchDesktop({ userDataDir, args: [] });
  await expect(desktop.page.getByTestId('feed-kind')).toContainText('DEMO');
  await expect(desktop.page.getByTestId('notice-settings')).toContainText('there is no API key now');
  const page = await openPreferences(desktop);
  await page.getByTestId('api-key-input').fill(KEY);
  await page.getByTestId('api-key-use').click();
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  await expect(desktop.page.getByTestId('notice-settings')).toHaveCount(0);
  await page.getByTestId('api-key-remove').click();
  await expect(desktop.page.getByTestId('notice-settings')).toContainText('there is no API key now');
  await desktop.close();
  await polygon.stop();
});

test('with a keyring a key is stored encrypted and is there after a restart', async () => {
  test.skip(process.platform !== 'linux' || !hasKeyring(), 'needs dbus-daemon and gnome-keyring-daemon');
  const keyring = await startKeyring();
  const polygon = await market();
  const userDataDir = makeDirectory();
  const launch = () =>
    launchDesktop({
      userDataDir,
      args: [],
      environment: keyring.environment,
      hasKeyring: true,
    });
  writeFileSync(join(userDataDir, 'settings.json'), JSON.stringify({ version: 0, endpoint: polygon.url }));
  const desktop = await launch();
  const page = await openPreferences(desktop);
  await expect(page.getByTestId('keep-encrypted')).toBeChecked();
  await expect(page.getByTestId('keep-plain')).toBeHidden();
  await page.getByTestId('api-key-input').fill(KEY);
  await page.getByTestId('api-key-use').click();
  await expect(page.getByTestId('api-key-state')).toContainText('•••• 4711 is stored, encrypted');
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  await page.screenshot({ path: 'test-results/preferences-key-encrypted.png' });
  await desktop.close();
  expect(stored({ userDataDir }).apiKeyEncrypted).toMatch(/^djEx/);
  expect(holds(userDataDir, KEY)).toBe(false);

  const second = await launch();
  await expectFeed(second.page, 'ok', /^●?live$/);
  await second.close();

  // The keyring is gone: the key stays stored, and the user is told.
  keyring.stop();
  const third = await launchDesktop({ userDataDir, args: [] });
  await expect(third.page.getByTestId('feed-kind')).toContainText('DEMO');
  const locked = await openPreferences(third);
  await expect(locked.getByTestId('api-key-state')).toContainText('unlock the keyring');
  await third.close();
  expect(stored({ userDataDir }).apiKeyEncrypted).toMatch(/^djEx/);
  await polygon.stop();
});

test('a connection test walks every step, names what fails, and does not end a live feed unasked', async () => {
  const polygon = await market();
  const userDataDir = makeDirectory();
  writeFileSync(join(userDataDir, 'settings.json'), JSON.stringify({ version: 0, endpoint: polygon.url }));
  const desktop = await launchDesktop({ userDataDir, args: [] });
  const page = await openPreferences(desktop);
  const step = (name: string) => page.getByTestId('test-steps').locator(`[data-step="${name}"]`);

  await page.getByTestId('test-connection').click();
  await expect(page.getByTestId('test-verdict')).toContainText('Enter a key to test the rest');
  await page.getByTestId('api-key-input').fill('not-the-key-of-anyone');
  await page.getByTestId('test-connection').click();
  await expect(page.getByTestId('test-verdict')).toContainText('failed at this step: API key');
  await expect(step('key')).toHaveAttribute('data-state', 'failed');
  await page.screenshot({ path: 'test-results/preferences-test-failed.png' });

  await page.getByTestId('api-key-input').fill(KEY);
  await page.getByTestId('test-connection').click();
  await expect(page.getByTestId('test-verdict')).toContainText('Everything works');
  for (const name of ['address', 'dns', 'tcp', 'websocket', 'key', 'plan', 'limit', 'trades']) {
    await expect(step(name), name).toHaveAttribute('data-state', 'ok');
  }
  await page.screenshot({ path: 'test-results/preferences-test-ok.png' });

  await page.getByTestId('api-key-use').click();
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  const connections = polygon.counters.connections;
  await page.getByTestId('test-connection').click();
  await expect(page.getByTestId('test-verdict')).toContainText('one connection per key');
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  await expect(desktop.page.getByTestId('counters')).toContainText('0 gaps');
  expect(polygon.counters.subscriptions).toBe(2);
  expect(polygon.counters.connections).toBe(connections + 1);
  await page.getByTestId('test-interrupt').click();
  await expect(page.getByTestId('test-verdict')).toContainText('Everything works');
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  await expect(desktop.page.getByTestId('counters')).toContainText('1 gap');
  await desktop.page.getByTestId('counters').click();
  await expect(desktop.page.getByRole('dialog', { name: 'All counters' })).toContainText('connection was tested');
  await desktop.close();
  await polygon.stop();
});

test('a settings file that is damaged is set aside and said, and the application starts', async () => {
  const userDataDir = makeDirectory();
  writeFileSync(join(userDataDir, 'settings.json'), '{"theme": "dark", ');
  const desktop = await launchDesktop({ userDataDir });
  await expectFeed(desktop.page, 'ok', /live/);
  await expect(desktop.page.getByText('The settings file was damaged')).toBeVisible();
  const page = await openPreferences(desktop);
  await expect(page.getByTestId('problems')).toContainText('damaged');
  await page.screenshot({ path: 'test-results/preferences-damaged.png' });
  await desktop.close();
  expect(readdirSync(userDataDir).filter((name) => name.startsWith('settings.damaged-'))).toHaveLength(1);
});

test('the data directory is picked in a dialog and shows its free space', async () => {
  const chosen = makeDirectory();
  const userDataDir = makeDirectory();
  const polygon = await market();
  const desktop = await launchDesktop({
    userDataDir,
    isPlain: true,
    args: ['--ws-port', '0', '--web-port', '0', '--feed-url', polygon.url],
    environment: { POLYGON_API_KEY: KEY, XDG_DATA_HOME: join(userDataDir, 'data') },
  });
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  const page = await openPreferences(desktop);
  await section(page, 'recording');
  await desktop.app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, chosen);
  await page.getByTestId('choose-directory').click();
  await expect(page.getByTestId('pref-dataDir')).toHaveValue(chosen);
  await expect(page.getByTestId('fact-dataDir')).toContainText(/free/);
  await page.getByTestId('apply').click();
  await expect(page.getByTestId('pending')).toBeHidden();
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  await expect.poll(() => existsSync(join(chosen, 'parquet_data'))).toBe(true);
  await page.getByTestId('pref-record').uncheck();
  await page.getByTestId('apply').click();
  await expect(desktop.page.getByTestId('recording-state')).toContainText('off');
  await desktop.close();
  await polygon.stop();
});
