import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { Side } from '../../engine/trade.ts';
import { type PolygonServer, startPolygonServer } from '../polygon-server/server.ts';
import { expectFeed, watchProblems } from './support/dashboard-page.ts';
import { clickMenu, type DesktopApp, launchDesktop, openToolWindow } from './support/electron-app.ts';
import { recordDemo } from './support/recording.ts';

const temporary: string[] = [];
function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'multi-ticker-alerts-'));
  temporary.push(directory);
  return directory;
}
test.afterEach(() => {
  for (const directory of temporary.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** Trades of BTC-USD five times a second, on the side that the script says. */
function scriptMarket(server: PolygonServer): { side: Side | 'both'; size: number; stop(): void } {
  let count = 0;
  const script = {
    side: 'both' as Side | 'both',
    size: 1,
    stop: () => clearInterval(timer),
  };
  const timer = setInterval(() => {
    count += 1;
    const nowMs = Date.now();
    const side = script.side === 'both' ? (count % 2 === 0 ? 'buy' : 'sell') : script.side;
    server.send([
      {
        trade: {
          pair: 'BTC-USD',
          price: 100_000,
          size: script.size,
          side,
          exchange: 1,
          tradeId: `s${count}`,
          tradeTimeMs: nowMs,
          vendorTimeMs: nowMs,
          receivedTimeUs: nowMs * 1_000,
        },
        timeMs: nowMs,
        vendorTimeMs: nowMs,
        id: `s${count}`,
        sequence: count,
      },
    ]);
  }, 200);
  return script;
}

/** Catches the notifications of the system; answers its dialogs with these names. */
async function watchSystem(
  { app }: DesktopApp,
  names: { save: string; open: string },
): Promise<() => Promise<string[]>> {
  await app.evaluate(({ Notification, dialog }, { save, open }) => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      told.push(`${this.title}: ${this.body}`);
    };
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: save });
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [open] });
  }, names);
  return () => app.evaluate(() => (globalThis as unknown as { told: string[] }).told);
}

const tab = (page: Page, name: string) => page.getByTestId(`section-${name}`).click();

async function makeRule(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  await page.getByTestId('rule-new').click();
  for (const [name, value] of Object.entries(fields)) {
    const field = page.getByTestId(`rule-${name}`);
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
}

test('a rule fires on a scripted market: told, heard, marked, listed, over, and all of it kept', async () => {
  test.setTimeout(120_000);
  const userDataDir = makeDirectory();
  const dataDir = makeDirectory();
  const exported = join(makeDirectory(), 'alerts.csv');
  const polygon = await startPolygonServer();
  const market = scriptMarket(polygon);
  const launch = () =>
    launchDesktop({
      userDataDir,
      args: ['--feed-url', polygon.url, '--data-dir', dataDir],
      environment: { POLYGON_API_KEY: 'e2e' },
    });
  let desktop = await launch();
  const problems = watchProblems(desktop.page);
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  const told = await watchSystem(desktop, { save: exported, open: '' });
  const rules = await openToolWindow(desktop, 'alerts');
  problems.push(...watchProblems(rules));

  await makeRule(rules, { name: 'Buyers', pairs: 'btc/usd', limit: '60', hysteresis: '10', sound: 'bell' });
  await expect(rules.getByTestId('rule-sentence')).toHaveText('Buy pressure is above 60 %, for BTC-USD.');
  await rules.getByTestId('rule-limit').fill('sixty');
  await expect(rules.getByTestId('rule-error')).toContainText('The limit is a number');
  await expect(rules.getByTestId('rule-save')).toBeDisabled();
  await rules.getByTestId('rule-limit').fill('60');
  await rules.getByTestId('rule-save').click();
  await expect(rules.getByTestId('rule-state')).toHaveText('Not fired yet');
  await expect(desktop.page.getByTestId('alerts')).toHaveText('Alerts');

  market.side = 'buy';
  await expect(desktop.page.getByTestId('alerts')).toHaveText('Alerts 1', { timeout: 30_000 });
  await expect(desktop.page.getByTestId('panel-6-alert')).toHaveText('BTC-USD');
  await expect(desktop.page.getByTestId('panel-6-alert')).toHaveAttribute('title', /Buy pressure is above 60 %/);
  await expect(desktop.page.getByTestId('panel-1-alert')).toBeHidden();
  await expect(rules.getByTestId('rule-state')).toContainText('Now: BTC-USD · Fired 1 time · last ');
  expect(await told()).toEqual([expect.stringMatching(/^Buyers: BTC-USD: Buy pressure is above 60 %: \d\d\.?\d* %$/)]);
  await desktop.page.getByTestId('alerts').click();
  await expect(desktop.page.getByTestId('alert-list').getByRole('listitem')).toHaveCount(1);
  await expect(desktop.page.getByTestId('alerts')).toHaveText('Alerts');

  market.side = 'sell';
  market.size = 20;
  await expect(desktop.page.getByTestId('panel-6-alert')).toBeHidden({ timeout: 30_000 });
  await expect(desktop.page.getByTestId('alert-list').getByRole('listitem')).toHaveCount(2);
  await expect(rules.getByTestId('rule-state')).toHaveText(/^Fired 1 time/);
  await tab(rules, 'history');
  await expect(rules.getByTestId('history').locator('tbody tr')).toHaveCount(2);
  await rules.getByTestId('history-export').click();
  await expect(rules.getByTestId('history-note')).toHaveText('Written to alerts.csv.');
  const lines = readFileSync(exported, 'utf8').trim().split('\r\n');
  expect(lines[0]).toBe('time,rule,pair,phase,statistic,value,limit,partial,feed,text');
  expect(lines[1]).toMatch(/^20\d\d-.*Z,Buyers,BTC-USD,fired,buy_pressure,[01](\.\d+)?,0\.6,(true|false),polygon,/);
  expect(lines[2]).toContain(',Buyers,BTC-USD,ended,');
  expect(lines).toHaveLength(3);
  expect(problems).toEqual([]);
  await desktop.close();

  desktop = await launch();
  const again = await openToolWindow(desktop, 'alerts');
  await expect(again.getByTestId('rules').getByRole('listitem')).toContainText('Buyers');
  await tab(again, 'history');
  await expect(again.getByTestId('history').locator('tbody tr')).toHaveCount(2);
  market.stop();
  await desktop.close();
  await polygon.stop();
});

test('an alert of the dead feed, which no pair can tell', async () => {
  test.setTimeout(90_000);
  const polygon = await startPolygonServer();
  const market = scriptMarket(polygon);
  const desktop = await launchDesktop({ args: ['--feed-url', polygon.url], environment: { POLYGON_API_KEY: 'e2e' } });
  await expectFeed(desktop.page, 'ok', /^●?live$/);
  const told = await watchSystem(desktop, { save: '', open: '' });
  const rules = await openToolWindow(desktop, 'alerts');
  await makeRule(rules, { name: 'Silent', statistic: 'feed_silence', limit: '3' });
  await expect(rules.getByTestId('rule-pairs')).toBeHidden();
  await rules.getByTestId('rule-save').click();
  market.stop();
  await expect
    .poll(told, { timeout: 30_000 })
    .toEqual([expect.stringMatching(/^Silent: Silence of the feed is above 3 s/)]);
  await expect(rules.getByTestId('rule-state')).toContainText('Now: the feed');
  const later = scriptMarket(polygon);
  await expect(rules.getByTestId('rule-state')).not.toContainText('Now:', { timeout: 20_000 });
  later.stop();
  await desktop.close();
  await polygon.stop();
});

test('rules are tried on a recording, exported, imported, switched off and removed, in both themes', async () => {
  test.setTimeout(120_000);
  const recording = await recordDemo(6);
  temporary.push(recording);
  const file = join(makeDirectory(), 'rules.json');
  const desktop = await launchDesktop();
  await watchSystem(desktop, { save: file, open: file });
  const page = await openToolWindow(desktop, 'alerts');
  const problems = watchProblems(page);
  await page.getByTestId('rule-examples').selectOption('Buyers press');
  await page.getByTestId('rule-examples').selectOption('Feed is silent');
  await makeRule(page, { name: 'Any volume', statistic: 'trade_count_60s', limit: '0', cooldown: '0' });
  await page.getByTestId('rule-save').click();
  const rules = page.getByTestId('rules').getByRole('listitem');
  await expect(rules).toHaveCount(3);
  await page.getByTestId('rules-export').click();
  await expect(page.getByTestId('rules-note')).toHaveText('Written to rules.json.');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject([
    { name: 'Buyers press', statistic: 'buy_pressure', limit: 0.8 },
    { name: 'Feed is silent', statistic: 'feed_silence' },
    { name: 'Any volume', statistic: 'trade_count_60s', limit: 0, cooldownS: 0 },
  ]);

  await makeRule(page, { name: 'Has a price', statistic: 'ema_60s', limit: '1', pairs: 'BTC-USD', sound: 'alarm' });
  await page.getByTestId('rule-save').click();
  await expect(desktop.page.getByRole('img', { name: /^Lines over time.*alerts marked: 1/ })).toHaveCount(1);
  await expect(desktop.page.getByTestId('panel-8-alert')).toHaveText('BTC-USD');
  await expect(desktop.page.getByTestId('panel-9-alert')).toBeHidden();
  await expect(desktop.page.getByTestId('alerts')).toHaveAttribute('data-played', 'alarm');
  await page.getByTestId('rule-remove').last().click();
  await expect(desktop.page.getByTestId('panel-8-alert')).toBeHidden();

  await tab(page, 'test');
  await desktop.app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, recording);
  await page.getByTestId('source-folder').click();
  await expect(page.getByTestId('source')).toContainText(recording);
  await page.getByTestId('test-run').click();
  await expect(page.getByTestId('test-result')).toHaveText(/^Would have fired [\d,]+ times on [\d,]+ trades, /, {
    timeout: 30_000,
  });
  const fired = page
    .getByRole('table', { name: 'Rules' })
    .getByRole('row', { name: /^Any volume/ })
    .getByRole('cell');
  expect(Number((await fired.nth(1).textContent())?.replaceAll(',', ''))).toBeGreaterThan(50);
  await desktop.page.getByTestId('zone-select').selectOption('Asia/Kathmandu');
  await expect(page.getByTestId('test-result')).toHaveText(/ Asia\/Kathmandu\.$/);
  for (const name of ['history', 'test']) {
    await tab(page, name);
    await expect(page.getByRole('columnheader', { name: 'Time (Asia/Kathmandu)' })).toBeVisible();
  }
  await tab(page, 'rules');
  await expect(page.getByTestId('running-feed')).toContainText('Times are in Asia/Kathmandu.');
  for (const theme of ['light', 'dark']) {
    await clickMenu(desktop, `theme:${theme}`);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    for (const name of ['rules', 'history', 'test']) {
      await tab(page, name);
      await page.screenshot({ path: `test-results/alerts-${name}-${theme}.png` });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      expect(violations.map(({ id, nodes }) => [name, id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([]);
    }
  }

  await tab(page, 'rules');
  await rules.nth(0).getByTestId('rule-enabled').uncheck();
  await expect(rules.nth(0).getByTestId('rule-state')).toHaveText('Off');
  await rules.nth(2).getByTestId('rule-remove').click();
  await expect(rules).toHaveCount(2);
  await desktop.app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] });
  }, file);
  await page.getByTestId('rules-import').click();
  await expect(rules).toHaveCount(3);
  await expect(page.getByTestId('rule-enabled').nth(0)).toBeChecked();
  writeFileSync(file, '[{"id":"x","name":"Wrong","limit":"nonsense"}]');
  await page.getByTestId('rules-import').click();
  await expect(page.getByTestId('rules-note')).toContainText('rules.json is not imported: Alert "Wrong"');
  await expect(rules).toHaveCount(3);
  expect(problems).toEqual([]);
  await desktop.close();
});
