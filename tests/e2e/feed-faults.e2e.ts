import { type Browser, expect, type Page, test } from '@playwright/test';
import type { FaultName } from '../polygon-server/faults.ts';
import { type PolygonServer, startPolygonServer } from '../polygon-server/server.ts';
import { demoSource } from '../polygon-server/source.ts';
import { expectFeed, launchBrowser, watchLights } from './support/dashboard-page.ts';
import { type ServerProcess, startServer, waitFor } from './support/server-process.ts';

/** What the application counts of its feed, from /healthz. */
type Counts = Readonly<Record<string, number>>;

let browser: Browser;
test.beforeAll(async () => {
  browser = await launchBrowser();
});
test.afterAll(() => browser.close());

interface Rig {
  readonly polygon: PolygonServer;
  readonly server: ServerProcess;
  readonly page: Page;
  counts(): Promise<Counts>;
  stop(): Promise<void>;
}

/** A real Polygon server with faults, the real application on it, and a real page that shows it. */
async function startRig(faults: FaultName[], faultEveryMs = 20_000): Promise<Rig> {
  const source = demoSource({ tradesPerSecond: 100, pairs: 20, seed: 1 });
  const polygon = await startPolygonServer({ faults, faultEveryMs, source, authTimeoutMs: 60_000 });
  const server = await startServer(['--feed-url', polygon.url, '--log-level', 'error'], { POLYGON_API_KEY: 'e2e' });
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.webUrl}/multi_ticker_dashboard.html`);
  return {
    polygon,
    server,
    page,
    async counts() {
      return ((await (await fetch(`${server.webUrl}/healthz`)).json()) as { counts: Counts }).counts;
    },
    async stop() {
      await page.context().close();
      await server.stop();
      await polygon.stop();
    },
  };
}

/** Faults before any data: the light is never green, the words say what is wrong. */
const NEVER_LIVE: readonly [FaultName, words: RegExp, banner: RegExp][] = [
  ['auth-failed', /stopped/, /refused the API key/i],
  ['auth-failed-old', /stopped/, /refused the API key/i],
  ['not-authorized', /stopped/, /plan|not authorized/i],
  ['auth-timeout', /disconnected|reconnecting|signing in/, /authentication/i],
  ['max-connections', /disconnected/, /another program uses this API key/i],
  // These show after the 10 s that each step of a connection is given.
  ['no-open', /disconnected|reconnecting/, /does not answer/i],
  ['no-greeting', /disconnected|reconnecting/, /did not|does not/i],
  ['no-auth-answer', /disconnected|reconnecting|signing in/, /did not answer the authentication/i],
  ['no-subscribe-answer', /disconnected|reconnecting|subscribing/, /did not answer the subscription/i],
];

test('faults before the first trade: never green, and the reason on screen', async () => {
  test.setTimeout(180_000);
  // A few at a time: each waits for seconds, and two cores carry some pages at once.
  for (const group of [NEVER_LIVE.slice(0, 3), NEVER_LIVE.slice(3, 6), NEVER_LIVE.slice(6)]) {
    await Promise.all(
      group.map(async ([fault, words, banner]) => {
        const rig = await startRig([fault]);
        const lights = await watchLights(rig.page);
        await expectFeed(rig.page, 'down', words, 40_000);
        await expect(rig.page.getByTestId('banner'), fault).toContainText(banner, { timeout: 40_000 });
        const health = await fetch(`${rig.server.webUrl}/healthz`);
        expect(health.status, fault).toBe(503);
        expect(await lights(), fault).not.toContain('ok');
        expect((await rig.counts()).trades, fault).toBe(0);
        await rig.stop();
      }),
    );
  }
});

/** Faults of single events: the feed stays live, and the counter tells. */
const STAYS_LIVE: readonly [FaultName, counter: string | null][] = [
  ['duplicate-burst', 'duplicates'],
  ['out-of-order', 'outOfOrder'],
  ['missing-c', 'sideless'],
  ['empty-c', 'sideless'],
  ['numeric-id', null],
  ['missing-id', null],
  ['exponent-sizes', null],
  ['mixed-frames', null],
  ['unknown-events', 'ignored'],
  ['unknown-status', null],
  ['malformed', 'malformed'],
  ['broken-json', 'malformed'],
  ['bare-objects', null],
];

test('faults of single events: live, nothing lost, everything counted', async () => {
  const rig = await startRig([]);
  await expectFeed(rig.page, 'ok', /^●?live$/);
  let before = await rig.counts();
  for (const [fault, counter] of STAYS_LIVE) {
    rig.polygon.enable(fault);
    const after = await waitFor(async () => {
      const counts = await rig.counts();
      const enough = (counts.trades ?? 0) > (before.trades ?? 0) + 100;
      return enough && (counter === null || (counts[counter] ?? 0) > (before[counter] ?? 0)) ? counts : null;
    }, 20_000);
    rig.polygon.disable(fault);
    await expectFeed(rig.page, 'ok', /live/);
    before = after;
  }
  expect(before.reconnects).toBe(0);
  await waitFor(async () => {
    const { trades = 0 } = await rig.counts();
    return rig.polygon.sent.trades - trades < 50 ? true : null;
  });
  await rig.stop();
});

test('a cut connection: gap recorded, counted and shown, green only after new trades', async () => {
  const rig = await startRig([]);
  await expectFeed(rig.page, 'ok', /live/);
  const lights = await watchLights(rig.page);
  rig.polygon.drop();
  await expect.poll(lights).toEqual(['ok', 'down', 'ok']);
  const counts = await waitFor(async () => {
    const seen = await rig.counts();
    return (seen.gaps ?? 0) > 0 ? seen : null;
  });
  expect(counts).toMatchObject({ gaps: 1, reconnects: 1 });
  await expect(rig.page.getByTestId('counters')).toContainText('1 gap');
  rig.polygon.close(1000);
  await waitFor(async () => ((await rig.counts()).gaps === 2 ? true : null));
  await expectFeed(rig.page, 'ok', /live/);
  await rig.stop();
});

test('a connection without data: not green after 15 s, and green again with the next trade', async () => {
  const rig = await startRig([]);
  await expectFeed(rig.page, 'ok', /live/);
  rig.polygon.enable('stall');
  await expectFeed(rig.page, 'stale', /no trades for/, 25_000);
  expect((await fetch(`${rig.server.webUrl}/healthz`)).status).toBe(503);
  rig.polygon.disable('stall');
  await expectFeed(rig.page, 'ok', /live/);
  await rig.stop();
});

test('a frozen server (no data, no pongs) is given up and reconnected', async () => {
  const rig = await startRig([]);
  await expectFeed(rig.page, 'ok', /live/);
  rig.polygon.enable('freeze');
  await expectFeed(rig.page, 'stale', /no trades for/, 25_000);
  await waitFor(async () => (((await rig.counts()).reconnects ?? 0) > 0 ? true : null), 50_000);
  rig.polygon.disable('freeze');
  await expectFeed(rig.page, 'ok', /live/, 40_000);
  await rig.stop();
});

test('a feed that runs seconds late is live, with a warning', async () => {
  const rig = await startRig(['slow-feed']);
  await expectFeed(rig.page, 'ok', /live/, 30_000);
  await expect(rig.page.getByTestId('banner')).toContainText(/late|behind|clock/i, { timeout: 30_000 });
  await rig.stop();
});

test('an evicted connection waits instead of fighting, and says who is there', async () => {
  const rig = await startRig(['max-connections-evict'], 3_000);
  await expectFeed(rig.page, 'down', /retrying/, 20_000);
  await expect(rig.page.getByTestId('banner')).toContainText(/another program uses this API key/i);
  const { refusedAsOneTooMany, connections } = rig.polygon.counters;
  await rig.page.waitForTimeout(5_000);
  expect(rig.polygon.counters).toMatchObject({ refusedAsOneTooMany, connections });
  await rig.stop();
});
