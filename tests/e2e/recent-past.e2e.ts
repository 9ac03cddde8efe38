import { rmSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { expectFeed, launchBrowser } from './support/dashboard-page.ts';
import { recordDemo } from './support/recording.ts';
import { startServer } from './support/server-process.ts';

test('after a restart the charts show the recorded past at once, with the time between marked, in every range', async () => {
  const dataDir = await recordDemo(3);
  const server = await startServer(['--feed', 'demo', '--data-dir', dataDir, '--log-level', 'error']);
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.webUrl}/multi_ticker_dashboard.html`);
  await expectFeed(page, 'ok', /live/);
  const panel = page.getByTestId('panel-8');
  for (const range of ['15m', '1h', '6h', '24h']) {
    await panel.getByTestId('range-select').selectOption(range);
    await expect(panel).toContainText('Feed gap');
  }
  await page.screenshot({ path: 'test-results/recent-past.png' });
  await browser.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
