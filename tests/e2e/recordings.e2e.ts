import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { expectFeed, watchProblems } from './support/dashboard-page.ts';
import { clickMenu, type DesktopApp, launchDesktop, openToolWindow } from './support/electron-app.ts';
import { recordDemo } from './support/recording.ts';
import { runToEnd } from './support/server-process.ts';

const COPIES = 2_000;

let dataDir: string;
let desktop: DesktopApp;

test.beforeAll(async () => {
  dataDir = await recordDemo();
  desktop = await launchDesktop({ args: ['--feed', 'demo', '--data-dir', dataDir, '--no-record'] });
  await expectFeed(desktop.page, 'ok', /live/);
});
test.afterAll(async () => {
  await desktop?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const openWindow = (id: string): Promise<Page> => openToolWindow(desktop, id);

/** Makes the dialogs of the system answer at once; no test can click them. */
async function answerDialogs(answers: { open?: string | null; save?: string | null; button?: number }): Promise<void> {
  await desktop.app.evaluate(({ dialog }, { open, save, button }) => {
    const filePaths = typeof open === 'string' ? [open] : [];
    dialog.showOpenDialog = async () => ({ canceled: filePaths.length === 0, filePaths });
    dialog.showSaveDialog = async () => ({ canceled: typeof save !== 'string', filePath: save ?? '' });
    dialog.showMessageBox = async () => ({ response: button ?? 0, checkboxChecked: false });
  }, answers);
}

async function setTheme(theme: 'dark' | 'light'): Promise<void> {
  await desktop.page.getByTestId(`theme-${theme}`).click();
}

/** A picture in both themes, and nothing serious for axe; Perspective's own panels are not ours to mend. */
async function lookAt(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await setTheme(theme);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await page.waitForTimeout(500);
    await page.screenshot({ path: `test-results/recordings-${name}-${theme}.png` });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).exclude('perspective-viewer').analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(serious.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 120))])).toEqual([]);
  }
}

test('the export window writes Excel, CSV and Parquet files, and says what it wrote', async () => {
  const page = await openWindow('export');
  const problems = watchProblems(page);
  await expect(page.getByTestId('source')).toHaveText(dataDir);
  await expect(page.getByTestId('holds')).toContainText(/\d rows in \d file/);
  await lookAt(page, 'export');

  const excel = join(dataDir, 'first.xlsx');
  await answerDialogs({ save: excel });
  await page.getByTestId('first-rows').click();
  await page.getByTestId('export').click();
  await expect(page.getByTestId('message')).toContainText('Wrote');
  await expect(page.getByTestId('message')).toContainText(excel);
  expect(readFileSync(excel).subarray(0, 2).toString()).toBe('PK');
  await lookAt(page, 'export-done');

  // Someone looks at another window meanwhile.
  await desktop.app.evaluate(({ BrowserWindow, Notification }) => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      told.push(`${this.title}: ${this.body}`);
    };
    for (const window of BrowserWindow.getAllWindows()) window.isFocused = () => false;
  });
  const csv = join(dataDir, 'chosen.csv');
  await answerDialogs({ save: csv });
  await page.getByTestId('rows').fill('7');
  await page.getByTestId('pairs').fill('btc-usd');
  await page.getByTestId('format').selectOption('csv');
  await expect(page.getByTestId('sheets')).toBeHidden();
  await page.getByTestId('export').click();
  await expect(page.getByTestId('message')).toContainText(csv);
  const lines = readFileSync(csv, 'utf8').trim().split(/\r?\n/);
  expect(lines).toHaveLength(8);
  for (const line of lines.slice(1)) expect(line).toContain('BTC-USD');
  const told = await desktop.app.evaluate(() => (globalThis as unknown as { told: string[] }).told);
  expect(told).toEqual(['The export is done: 7 rows are in chosen.csv.']);

  const revealed = desktop.app.evaluate(
    ({ shell }) =>
      new Promise<string>((resolve) => {
        shell.showItemInFolder = resolve;
      }),
  );
  await page.getByTestId('reveal').click();
  expect(await revealed).toBe(csv);

  await page.getByTestId('rows').fill('many');
  await page.getByTestId('export').click();
  await expect(page.getByTestId('message')).toContainText('whole number');

  await answerDialogs({ save: null });
  await page.getByTestId('rows').fill('');
  await page.getByTestId('export').click();
  await expect(page.getByTestId('message')).toContainText('no file was written');
  expect(problems).toEqual([]);
  await page.close();
});

/** A dataset that takes a while to read: the recorded trades many times over. */
function largeDataset(): string {
  const large = join(dataDir, 'large.parquet');
  cpSync(join(dataDir, 'parquet_data', 'crypto_trades.parquet'), join(large, '0'), { recursive: true });
  for (let copy = 1; copy < COPIES; copy += 1) cpSync(join(large, '0'), join(large, String(copy)), { recursive: true });
  return large;
}

test('an export that is cancelled leaves no file', async () => {
  const page = await openWindow('export');
  const large = largeDataset();
  await answerDialogs({ open: large });
  await page.getByTestId('source-folder').click();
  await expect(page.getByTestId('holds')).toContainText(`in ${COPIES.toLocaleString('en-US')} files`);
  const target = join(dataDir, 'cancelled.xlsx');
  await answerDialogs({ save: target });
  await page.getByTestId('sheets').selectOption('pair');
  const before = readdirSync(dataDir);
  await page.getByTestId('export').click();
  await expect(page.getByTestId('progress-text')).toContainText('rows');
  await lookAt(page, 'export-progress');
  await page.getByTestId('cancel').click();
  await expect(page.getByTestId('message')).toContainText('Cancelled; no file was written');
  expect(existsSync(target)).toBe(false);
  expect(readdirSync(dataDir)).toEqual(before);
  await page.close();
  rmSync(large, { recursive: true });
});

test('closing the window ends its export', async () => {
  const page = await openWindow('export');
  await expect(page.getByTestId('holds')).toContainText('rows');
  const before = readdirSync(dataDir);
  await answerDialogs({ save: join(dataDir, 'closed.xlsx') });
  await page.getByTestId('export').click();
  await page.close();
  await expect.poll(() => readdirSync(dataDir)).toEqual(before);
});

test('the inspect window reports on a recording, on one file, and names a damaged file', async () => {
  const page = await openWindow('inspect');
  const problems = watchProblems(page);
  await expect(page.getByTestId('report').locator('section')).toHaveCount(2);
  await expect(page.getByTestId('report')).toContainText('crypto_trades.parquet');
  await expect(page.getByTestId('report')).toContainText('received_time');
  await expect(page.getByTestId('report')).toContainText('BTC-USD');
  await lookAt(page, 'inspect');

  const damaged = join(dataDir, 'damaged.parquet');
  writeFileSync(damaged, 'PAR1 this is none');
  await answerDialogs({ open: damaged });
  await page.getByTestId('source-file').click();
  await expect(page.getByTestId('source')).toHaveText(damaged);
  await expect(page.getByTestId('message')).toContainText(damaged);
  await lookAt(page, 'inspect-damaged');
  rmSync(damaged);

  await answerDialogs({ open: join(dataDir, 'parquet_data', 'crypto_trades.parquet') });
  await page.getByTestId('source-folder').click();
  await expect(page.getByTestId('report').locator('section')).toHaveCount(1);

  await desktop.page.getByTestId('zone-select').selectOption('Asia/Tokyo');
  await expect(page.getByTestId('zone')).toHaveText('Times are Asia/Tokyo.');
  await expect(page.getByTestId('report')).toContainText('Time (received_time, Asia/Tokyo)');
  await desktop.page.getByTestId('zone-select').selectOption('UTC');
  await expect(page.getByTestId('report')).toContainText('Time (received_time, UTC)');
  expect(problems).toEqual([]);
  await page.close();
});

test('a recording opens in a Perspective workspace, within the chosen bound', async () => {
  const page = await openWindow('open');
  const problems = watchProblems(page);
  await expect(page.getByTestId('holds')).toContainText('rows');
  await page.getByTestId('rows').fill('50');
  // The theme that counts is that of the moment, not of the window's first one.
  await desktop.page.getByTestId('theme-dark').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByTestId('open').click();
  await expect(page.getByTestId('message')).toContainText('Only the first 50 rows are shown');
  await expect(page.locator('perspective-viewer')).toHaveAttribute('theme', 'Pro Dark');
  await desktop.page.getByTestId('theme-light').click();
  await expect(page.locator('perspective-viewer')).toHaveAttribute('theme', 'Pro Light');
  const time = page.locator('perspective-viewer regular-table tbody td').first();
  await expect(time).toContainText(/\d\d:\d\d:\d\d/);
  await lookAt(page, 'open');
  const before = await time.textContent();
  await desktop.page.getByTestId('zone-select').selectOption('America/New_York');
  await expect(time).not.toHaveText(before ?? '');
  await desktop.page.getByTestId('zone-select').selectOption('UTC');
  await expect(time).toHaveText(before ?? '');

  await page.getByTestId('rows').fill('');
  await page.getByTestId('pairs').fill('ETH-USD');
  await page.getByTestId('open').click();
  await expect(page.getByTestId('message')).toContainText('all of the chosen range');
  const viewer = page.locator('perspective-viewer');
  const seen = await viewer.evaluate(async (element) => {
    const workspace = element as unknown as {
      getTable(): Promise<{ size(): Promise<number>; schema(): Promise<Record<string, string>> }>;
      restore(config: unknown): Promise<void>;
      getAllPlugins?(): unknown;
    };
    const table = await workspace.getTable();
    await workspace.restore({ plugin: 'Y Line', columns: ['price'], group_by: ['received_time'] });
    return { rows: await table.size(), schema: await table.schema() };
  });
  expect(seen.rows).toBeGreaterThan(0);
  expect(seen.schema).toMatchObject({ received_time: 'datetime', price: 'float', pair: 'string' });
  await expect(viewer.locator('d3fc-svg, svg').first()).toBeVisible();
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: 'test-results/recordings-open-chart.png' });
  expect(problems).toEqual([]);
  await page.close();
});

test('a page can choose no path, and wrong arguments are refused', async () => {
  const page = await openWindow('open');
  await expect(page.getByTestId('holds')).toContainText('rows');
  const answers = await page.evaluate(async () => {
    const { recordings, desktop } = window as unknown as {
      recordings: Record<string, (...args: unknown[]) => Promise<unknown>>;
      desktop?: unknown;
    };
    const ask = (question: string, ...args: unknown[]) =>
      Promise.resolve(recordings[question]?.(...args)).then(
        () => 'answered',
        (error: Error) => error.message,
      );
    return {
      desktop: typeof desktop,
      source: await ask('chooseSource', '/etc'),
      open: await ask('openRows', { table: 'trades', fromUs: 'now', untilUs: null, pairs: null, rows: 5 }),
      foreign: await ask('exportRows', {}),
    };
  });
  expect(answers.desktop).toBe('undefined');
  expect(answers.source).toContain('refused: source');
  expect(answers.open).toContain('refused: fromUs');
  expect(answers.foreign).toContain('No handler');
  await page.close();
});

test('a recording is replayed in the window, and File > Back to Live ends it', async () => {
  const { page, app } = desktop;
  const canGoBack = () =>
    app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('live')?.enabled ?? null);
  expect(await canGoBack()).toBe(false);
  await answerDialogs({ button: 0 });
  await clickMenu(desktop, 'replay');
  await expectFeed(page, 'ok', /replaying/);
  expect(await canGoBack()).toBe(true);
  await expect(page.getByTestId('recording-state')).toContainText('off (replay)');
  await clickMenu(desktop, 'live');
  await expectFeed(page, 'ok', /live/);
  expect(await canGoBack()).toBe(false);

  const shown = app.evaluate(
    ({ dialog }) =>
      new Promise<string>((resolve) => {
        dialog.showErrorBox = (_title, content) => resolve(content);
      }),
  );
  await answerDialogs({ button: 2, open: join(dataDir, 'none.parquet') });
  await clickMenu(desktop, 'replay');
  expect(await shown).toContain('none.parquet');
  await expectFeed(page, 'ok', /live/);
});

test('the window says how recording goes, and the inspect window has the newest rows at once', async () => {
  const own = mkdtempSync(join(tmpdir(), 'multi-ticker-recording-'));
  const recorder = await launchDesktop({ args: ['--feed', 'demo', '--data-dir', own] });
  const problems = watchProblems(recorder.page);
  await expect(recorder.page.getByTestId('recording-state')).toContainText('on');
  await expect(recorder.page.getByTestId('recording-state')).toHaveAttribute('data-health', 'ok');
  await expect(recorder.page.getByTestId('recording-banner')).toBeHidden();
  await recorder.page.getByTestId('counters').click();
  await expect(recorder.page.getByRole('dialog')).toContainText(join(own, 'parquet_data'));
  await recorder.page.screenshot({ path: 'test-results/recordings-status.png' });
  const page = await openToolWindow(recorder, 'inspect');
  await expect(page.getByTestId('report')).toContainText('crypto_trades.parquet');
  await expect(page.getByTestId('report')).toContainText('BTC-USD');
  await expect(page.getByTestId('source-note')).toBeHidden();
  await expect(page.getByTestId('message')).toBeHidden();
  expect(problems).toEqual([]);
  // The tools go with the window that they belong to.
  const ended = new Promise((resolve) => recorder.app.process().once('exit', resolve));
  await recorder.page.close();
  expect(await ended).toBe(0);
  rmSync(recorder.userDataDir, { recursive: true, force: true });
  rmSync(own, { recursive: true, force: true });
});

test('where the recorder cannot make files, the inspect window reads its journal and says what may be missing', async () => {
  const own = mkdtempSync(join(tmpdir(), 'multi-ticker-recording-'));
  // A file where the recorder needs a folder, for root too.
  const dataset = join(own, 'parquet_data', 'crypto_trades.parquet');
  mkdirSync(dataset, { recursive: true });
  for (const days of [0, 1]) {
    writeFileSync(join(dataset, new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)), '');
  }
  const recorder = await launchDesktop({ args: ['--feed', 'demo', '--data-dir', own] });
  await expect(recorder.page.getByTestId('recording-state')).toContainText('on');
  await expectFeed(recorder.page, 'ok', /live/);
  const page = await openToolWindow(recorder, 'inspect');
  await expect(page.getByTestId('source-note')).toContainText('only in memory');
  await expect(page.getByTestId('report')).toContainText('BTC-USD');
  await expect(page.getByTestId('report')).toContainText('journals');
  await page.screenshot({ path: 'test-results/recordings-unsealed.png' });
  await recorder.close();
  rmSync(own, { recursive: true, force: true });
});

test('the data folder opens', async () => {
  const opened = desktop.app.evaluate(
    ({ shell }) =>
      new Promise<string>((resolve) => {
        shell.openPath = async (path) => {
          resolve(path);
          return '';
        };
      }),
  );
  await clickMenu(desktop, 'data-folder');
  expect(await opened).toBe(dataDir);
});

test('the commands work on the same recording', async () => {
  const inspected = await runToEnd(['inspect', dataDir]);
  expect(inspected).toMatchObject({ code: 0 });
  expect(inspected.stdout).toContain('crypto_trades.parquet');
  const csv = join(dataDir, 'command.csv');
  const args = ['--table', 'trades', '--data-dir', dataDir, '--rows', '3', '--to', csv];
  expect(await runToEnd(['export', ...args])).toMatchObject({ code: 0 });
  expect(readFileSync(csv, 'utf8').trim().split(/\r?\n/)).toHaveLength(4);
  expect(await runToEnd(['verify', join(dataDir, 'parquet_data')])).toMatchObject({ code: 0 });
});
