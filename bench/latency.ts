import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { findChromium } from '../scripts/ensure-system-packages.mjs';
import { startVirtualDisplay } from '../scripts/virtual-display.mjs';
import { launchDesktop } from '../tests/e2e/support/electron-app.ts';
import { startServer, waitFor } from '../tests/e2e/support/server-process.ts';
import { startPolygonServer } from '../tests/polygon-server/server.ts';
import { demoSource, type TradeSource } from '../tests/polygon-server/source.ts';
import { type Figure, quantile, report } from './report.ts';

const PAIRS = 250;
const WARM_UP_MS = 8_000;

/** One drawing of the trades panel, Unix milliseconds: when it was painted, and the arrival of its newest trade. */
interface Paint {
  readonly paintedMs: number;
  readonly receivedMs: number;
}

/** A page that shows the dashboard, and how to get rid of all that was started for it. */
interface Shell {
  readonly page: Page;
  close(): Promise<void>;
}

type Shells = Readonly<Record<string, (feedArgs: string[], environment: NodeJS.ProcessEnv) => Promise<Shell>>>;

const SHELLS: Shells = {
  async chromium(feedArgs, environment) {
    const server = await startServer(feedArgs, environment);
    const browser = await chromium.launch({ executablePath: findChromium() ?? '', chromiumSandbox: false });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${server.webUrl}/multi_ticker_dashboard.html`);
    return {
      page,
      async close() {
        await browser.close();
        await server.stop();
      },
    };
  },
  electron: (feedArgs, environment) => launchDesktop({ args: feedArgs, environment }),
};

/**
 * From the socket to the screen: the time between a trade's leaving of a real Polygon server on this machine and the frame
 * that paints its row, for every trade (so the wait for its batch counts), in a browser and in the window.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '20' },
      rates: { type: 'string', default: '50,1000' },
      shells: { type: 'string', default: 'chromium,electron' },
    },
  });
  const display = await startVirtualDisplay();
  Object.assign(process.env, display.env);
  const figures: Figure[] = [];
  try {
    for (const name of values.shells.split(',')) {
      for (const rate of values.rates.split(',').map(Number)) {
        const latencies = await measure(name, rate, Number(values.seconds) * 1_000);
        for (const [label, p] of [
          ['p50', 0.5],
          ['p95', 0.95],
        ] as const) {
          figures.push({
            bench: 'latency',
            figure: `socket to paint, ${name}, ${rate} trades/s, ${PAIRS} pairs, ${label}`,
            value: quantile(latencies, p),
            unit: 'ms',
          });
        }
        figures.push({
          bench: 'latency',
          figure: `trades measured, ${name}, ${rate}/s`,
          value: latencies.length,
          unit: '',
        });
      }
    }
  } finally {
    display.stop();
  }
  report(figures);
}

async function measure(shellName: string, tradesPerSecond: number, durationMs: number): Promise<number[]> {
  const start = SHELLS[shellName];
  if (start === undefined) throw new Error(`no shell "${shellName}"; there are ${Object.keys(SHELLS).join(', ')}`);
  const sentMs: number[] = [];
  const market = demoSource({ tradesPerSecond, pairs: PAIRS, seed: 1 });
  const source: TradeSource = {
    play: (send, drained, signal) =>
      market.play(
        (trades) => {
          const now = performance.timeOrigin + performance.now();
          for (let i = 0; i < trades.length; i += 1) sentMs.push(now);
          send(trades);
        },
        drained,
        signal,
      ),
  };
  const polygon = await startPolygonServer({ source });
  const shell = await start(['--feed-url', polygon.url, '--log-level', 'error'], { POLYGON_API_KEY: 'bench' });
  try {
    await waitFor(async () => ((await shell.page.getByTestId('panel-1').count()) > 0 ? true : null), 30_000);
    await new Promise((done) => setTimeout(done, WARM_UP_MS));
    const paints = await observePaints(shell.page, durationMs);
    return latenciesOf(sentMs, paints);
  } finally {
    await shell.close();
    await polygon.stop();
  }
}

/** Collects the paint marks of the page, on this process's clock. */
async function observePaints(page: Page, durationMs: number): Promise<Paint[]> {
  const offsetMs = await clockOffset(page);
  const paints = await page.evaluate(async (ms) => {
    const seen: { paintedMs: number; receivedMs: number }[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntriesByName('mtd:trades-painted')) {
        const { receivedMs } = (entry as PerformanceMark).detail as { receivedMs: number };
        seen.push({ paintedMs: performance.timeOrigin + entry.startTime, receivedMs });
      }
    });
    observer.observe({ type: 'mark' });
    await new Promise((done) => setTimeout(done, ms));
    observer.disconnect();
    return seen;
  }, durationMs);
  return paints.map(({ paintedMs, receivedMs }) => ({ paintedMs: paintedMs - offsetMs, receivedMs }));
}

/** How far the page's clock is ahead of ours, from the quickest of some round trips. */
async function clockOffset(page: Page): Promise<number> {
  let best = { tripMs: Number.POSITIVE_INFINITY, offsetMs: 0 };
  for (let i = 0; i < 20; i += 1) {
    const before = performance.timeOrigin + performance.now();
    const theirs = await page.evaluate(() => performance.timeOrigin + performance.now());
    const after = performance.timeOrigin + performance.now();
    if (after - before < best.tripMs) best = { tripMs: after - before, offsetMs: theirs - (before + after) / 2 };
  }
  return best.offsetMs;
}

/** Every trade was painted by the first drawing whose newest trade arrived after the trade had been sent. */
function latenciesOf(sentMs: readonly number[], paints: readonly Paint[]): number[] {
  const latencies: number[] = [];
  let next = 0;
  const firstMs = paints[0]?.receivedMs ?? Number.POSITIVE_INFINITY;
  while (next < sentMs.length && (sentMs[next] as number) <= firstMs) next += 1;
  for (const { paintedMs, receivedMs } of paints) {
    for (; next < sentMs.length && (sentMs[next] as number) <= receivedMs; next += 1) {
      latencies.push(paintedMs - (sentMs[next] as number));
    }
  }
  return latencies;
}
