import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { parquetFilesOf } from '../../main/parquet/dataset-files.ts';
import { openParquetFile } from '../../main/parquet/parquet-file.ts';
import { type PolygonServer, startPolygonServer } from '../polygon-server/server.ts';
import { demoSource } from '../polygon-server/source.ts';
import { launchBrowser } from './support/dashboard-page.ts';
import { type ServerProcess, startServer, waitFor } from './support/server-process.ts';

const NS_PER_US = 1_000n;
/** At both ends of the recording: what was on its way. */
const EDGE_US = 2_000_000;

interface Recorded {
  readonly pair: string;
  readonly key: string;
  readonly timeUs: number;
  readonly isBackfilled: boolean;
  readonly hasArrived: boolean;
}

const health = async (server: ServerProcess) =>
  (await (await fetch(`${server.webUrl}/healthz`)).json()) as {
    counts: Record<string, number>;
    recording: { backfill: { state: string; gapsLeft: number } | null };
  };

async function recordedTrades(dataDir: string): Promise<Recorded[]> {
  const trades: Recorded[] = [];
  for (const path of await parquetFilesOf(join(dataDir, 'parquet_data', 'crypto_trades.parquet'))) {
    const file = await openParquetFile(path);
    for (const slice of file.slices) {
      const names = ['pair', 'exchange', 'trade_id', 'trade_time', 'received_time', 'backfilled'];
      const columns = await Promise.all(names.map((name) => file.readColumn(name, slice)));
      for (let i = 0; i < slice.end - slice.start; i++) {
        const [pair, exchange, id, time, received, backfilled] = columns.map((column) => column[i]);
        trades.push({
          pair: String(pair),
          key: `${pair} ${exchange} ${id}`,
          timeUs: Number((time as bigint) / NS_PER_US),
          isBackfilled: backfilled === true,
          hasArrived: typeof received === 'bigint',
        });
      }
    }
    await file.close();
  }
  return trades;
}

/** Everything that the provider has of some pairs. */
async function servedTrades(
  polygon: PolygonServer,
  pairs: Iterable<string>,
): Promise<{ key: string; timeUs: number }[]> {
  const served: { key: string; timeUs: number }[] = [];
  for (const pair of pairs) {
    const url = `${polygon.restUrl}/v3/trades/X:${pair.replace('-', '')}?limit=50000&order=asc`;
    const answer = await fetch(url, { headers: { authorization: 'Bearer e2e' } });
    const { results = [] } = (await answer.json()) as {
      results?: { exchange: number; id: string; participant_timestamp: number }[];
    };
    for (const { exchange, id, participant_timestamp: time } of results) {
      served.push({ key: `${pair} ${exchange} ${id}`, timeUs: Math.round(time / 1_000) });
    }
  }
  return served;
}

test('what an outage and a killed process missed is fetched, over the restart, once and marked', async () => {
  test.setTimeout(150_000);
  const dataDir = mkdtempSync(join(tmpdir(), 'multi-ticker-backfill-'));
  const polygon = await startPolygonServer({ source: demoSource({ tradesPerSecond: 200, pairs: 40, seed: 1 }) });
  const args = ['--feed-url', polygon.url, '--rest-url', polygon.restUrl, '--data-dir', dataDir];
  const start = () => startServer([...args, '--log-level', 'error'], { POLYGON_API_KEY: 'e2e' });
  let server = await start();
  const browser = await launchBrowser();
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(`${server.webUrl}/multi_ticker_dashboard.html`);
  await waitFor(async () => ((await health(server)).counts.trades ?? 0) > 1_000 || null);

  polygon.enable('no-open');
  polygon.drop();
  await new Promise((done) => setTimeout(done, 3_000));
  polygon.disable('no-open');
  await waitFor(async () => ((await health(server)).counts.gaps ?? 0) > 0 || null, 30_000);
  await expect(page.getByTestId('panel-8')).toContainText('Feed gap', { timeout: 30_000 });
  await page.screenshot({ path: 'test-results/backfill-gap.png' });

  // Killed in the middle of fetching.
  await waitFor(async () => ((await health(server)).counts.backfilledTrades ?? 0) > 0 || null, 60_000);
  await server.stop('SIGKILL');
  const statePath = join(dataDir, 'parquet_data', '.journal', 'backfill.json');
  expect(existsSync(statePath)).toBe(true);
  const [interrupted] = Object.values(JSON.parse(readFileSync(statePath, 'utf8')) as Record<string, { done: boolean }>);
  expect(interrupted).toMatchObject({ done: false });
  polygon.enable('rest-429');
  server = await start();
  await page.goto(`${server.webUrl}/multi_ticker_dashboard.html`);
  await waitFor(async () => ((await health(server)).recording.backfill?.gapsLeft ?? 0) === 2 || null, 60_000);
  await expect(page.getByTestId('recording-state')).toContainText('fetching missed trades');
  // The charts begin with what the killed run recorded.
  await expect(page.getByTestId('panel-8')).toContainText('Feed gap');
  polygon.disable('rest-429');
  await waitFor(async () => {
    const { recording, counts } = await health(server);
    const { state, gapsLeft } = recording.backfill ?? { state: 'off', gapsLeft: -1 };
    return (state === 'idle' && gapsLeft === 0 && (counts.backfilledTrades ?? 0) > 0) || null;
  }, 60_000);
  await page.getByTestId('counters').click();
  await expect(page.getByRole('dialog')).toContainText('the recorder was not running');
  await expect(page.getByRole('dialog')).toContainText('missed trades fetched');
  await page.screenshot({ path: 'test-results/backfill-details.png' });
  await browser.close();
  await server.stop();

  const recorded = await recordedTrades(dataDir);
  const keys = new Set(recorded.map(({ key }) => key));
  expect(keys.size).toBe(recorded.length);
  expect(recorded.filter(({ isBackfilled, hasArrived }) => isBackfilled === hasArrived)).toEqual([]);
  const backfilled = recorded.filter(({ isBackfilled }) => isBackfilled).length;
  expect(backfilled).toBeGreaterThan(500);
  let [fromUs, untilUs] = [Number.POSITIVE_INFINITY, 0];
  for (const { timeUs } of recorded) [fromUs, untilUs] = [Math.min(fromUs, timeUs), Math.max(untilUs, timeUs)];
  const served = (await servedTrades(polygon, new Set(recorded.map(({ pair }) => pair)))).filter(
    ({ timeUs }) => timeUs > fromUs + EDGE_US && timeUs < untilUs - EDGE_US,
  );
  expect(served.length).toBeGreaterThan(5_000);
  expect(served.filter(({ key }) => !keys.has(key))).toEqual([]);
  await polygon.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
