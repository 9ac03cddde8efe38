import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { expectFeed, launchBrowser, watchProblems } from './support/dashboard-page.ts';
import { clickMenu, type DesktopApp, launchDesktop } from './support/electron-app.ts';

let directory: string;

test.beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'multi-ticker-e2e-'));
});

test.afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Where the panels are, in hundredths of the grid, which a line above it makes smaller, and which are configured. */
async function arrangement(page: Page) {
  return page.evaluate(() => {
    const grid = (document.querySelector('[data-testid="panels"]') as HTMLElement).getBoundingClientRect();
    const panels = [...document.querySelectorAll<HTMLElement>('section.panel')].filter((p) => p.offsetParent !== null);
    return panels.map((panel) => {
      const { x, y, width, height } = panel.getBoundingClientRect();
      const round = (pixels: number, of: number) => Math.round((100 * pixels) / of);
      const at = [
        round(x - grid.x, grid.width),
        round(y - grid.y, grid.height),
        round(width, grid.width),
        round(height, grid.height),
      ];
      const isConfigured = panel.querySelector<HTMLElement>('.panel-configured')?.hidden === false;
      return `${panel.id} ${at.join(' ')}${isConfigured ? ' configured' : ''}`;
    });
  });
}

/** The default layout, changed in every way that a user can: size, order, a hidden panel, a panel's own configuration. */
async function rearrange(page: Page): Promise<void> {
  const before = await arrangement(page);
  await page.getByTestId('panel-2-menu').click();
  await page.getByTestId('panel-2-hide').click();
  await page.getByTestId('panel-1-menu').click();
  await page.getByTestId('panel-1-move-right').click();
  await page.getByTestId('splitter-rows-1').focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowUp');
  await page.getByTestId('panel-6').locator('thead th').first().click();
  await expect(page.getByTestId('panel-6-configured')).toBeVisible();
  const after = await arrangement(page);
  expect(after).toHaveLength(8);
  expect(after).not.toEqual(before);
}

/** Exports the layout from the menu. */
async function exportedLayout(
  desktop: DesktopApp,
  file = join(directory, 'exported.json'),
): Promise<Record<string, unknown>> {
  await desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);
  await clickMenu(desktop, 'layout:export');
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('}\n');
  return JSON.parse(await readFile(file, 'utf8'));
}

async function saveAs(page: Page, name: string): Promise<void> {
  await page.getByTestId('layout-name').fill(name);
  await page.getByTestId('layout-save-as').click();
  await expect(page.getByTestId('layout-note')).toHaveText(`Saved as "${name}".`);
  await page.keyboard.press('Escape');
}

/** What the user picks in the system's dialog from now on. */
const choose = ({ app }: DesktopApp, path: string) =>
  app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] });
  }, path);

test('a layout is saved under a name, is there after a restart, and can be left and reset', async () => {
  const first = await launchDesktop({ userDataDir: directory });
  await expectFeed(first.page, 'ok', /live/);
  const untouched = await arrangement(first.page);
  await rearrange(first.page);
  await clickMenu(first, 'layout:save-as');
  await saveAs(first.page, 'Night desk');
  const saved = await arrangement(first.page);
  await first.close();

  const second = await launchDesktop({ userDataDir: directory });
  const problems = watchProblems(second.page);
  await expectFeed(second.page, 'ok', /live/);
  await expect.poll(() => arrangement(second.page)).toEqual(saved);
  await clickMenu(second, 'layout:open');
  await second.page.screenshot({ path: 'test-results/layouts.png' });
  await second.page.getByTestId('layout-apply-Default').click();
  await expect.poll(() => arrangement(second.page)).toEqual(untouched);
  await clickMenu(second, 'layout:undo');
  await expect.poll(() => arrangement(second.page)).toEqual(saved);
  await second.page.keyboard.press('Escape');
  await second.page.getByTestId('panel-4-menu').click();
  await second.page.getByTestId('panel-4-hide').click();
  await expect.poll(() => arrangement(second.page)).toHaveLength(7);
  await clickMenu(second, 'layout:reset');
  await expect.poll(() => arrangement(second.page)).toEqual(saved);
  expect(problems).toEqual([]);
  await second.close();
});

test('a layout goes to a file and back from the menu, and a wrong file changes nothing', async () => {
  const desktop = await launchDesktop();
  const { page } = desktop;
  await expectFeed(page, 'ok', /live/);
  const untouched = await arrangement(page);
  await rearrange(page);
  await clickMenu(desktop, 'layout:save-as');
  await saveAs(page, 'For the team');
  const saved = await arrangement(page);
  const file = join(directory, 'team.json');
  expect((await exportedLayout(desktop, file)).name).toBe('For the team');
  await clickMenu(desktop, 'layout:open');
  await page.getByTestId('layout-apply-Default').click();
  await page.keyboard.press('Escape');
  await expect.poll(() => arrangement(page)).toEqual(untouched);

  const wrong = join(directory, 'wrong.json');
  await writeFile(wrong, '{"layout": 7}');
  await choose(desktop, wrong);
  await clickMenu(desktop, 'layout:import');
  await expect(page.getByText(/The layout of the file is not shown/)).toBeVisible();
  expect(await arrangement(page)).toHaveLength(9);

  await choose(desktop, file);
  await clickMenu(desktop, 'layout:import');
  await expect(page.getByText(/The layout "For the team" of the file is shown/)).toBeVisible();
  expect((await arrangement(page)).map((line) => line.split(' ')[0])).toEqual(saved.map((line) => line.split(' ')[0]));
  await page.getByTestId('layout-notice-undo').click();
  await expect.poll(() => arrangement(page)).toEqual(untouched);
  await desktop.close();
});

test('a link shows the layout in a browser, once, and can be undone', async () => {
  const desktop = await launchDesktop();
  await expectFeed(desktop.page, 'ok', /live/);
  await rearrange(desktop.page);
  await clickMenu(desktop, 'layout:copy-link');
  await expect.poll(() => desktop.app.evaluate(({ clipboard }) => clipboard.readText())).toMatch(/^http:.*#/);
  const link = await desktop.app.evaluate(({ clipboard }) => clipboard.readText());
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(link);
  await expect(page.getByText(/The layout ".*" of the link is shown/)).toBeVisible();
  const order = async (of: Page) => (await arrangement(of)).map((line) => line.split(' ')[0]);
  await expect.poll(() => order(page)).toEqual(await order(desktop.page));
  await expect(page.getByTestId('panel-6-configured')).toBeVisible();
  expect(page.url()).not.toContain('#');
  await page.getByTestId('layout-notice-undo').click();
  await expect.poll(() => arrangement(page)).toHaveLength(9);
  const file = join(directory, 'from-a-colleague.json');
  const name = 'From a colleague';
  await writeFile(file, JSON.stringify({ ...(await exportedLayout(desktop)), name }));
  const chooser = page.waitForEvent('filechooser');
  await page.getByTestId('layout').click();
  await page.getByTestId('layout-import').click();
  await (await chooser).setFiles(file);
  await expect(page.getByText(`The layout "${name}" of the file is shown`)).toBeVisible();
  await browser.close();
  await desktop.close();
});
