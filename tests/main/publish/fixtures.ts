import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { StatisticsBatch } from '../../../engine/engine.ts';
import { STATISTIC_NAMES, type StatisticName } from '../../../engine/schema.ts';
import type { Trade } from '../../../engine/trade.ts';
import type { FeedStatus } from '../../../main/feed/feed.ts';
import { createHub, type Hub, type HubOptions } from '../../../main/hub/hub.ts';
import { type Publisher, type PublisherOptions, startPublisher } from '../../../main/publish/publisher.ts';
import type { AppInfo, AppStatus } from '../../../main/status.ts';

export const START_MS = 1_759_262_400_000;

let trades = 0;

/** A trade with plausible values; every call makes a later one with its own id. */
export function trade(changes: Partial<Trade> = {}): Trade {
  trades += 1;
  return {
    pair: 'BTC-USD',
    price: 114_000.5 + trades,
    size: 0.25,
    side: 'buy',
    exchange: 1,
    tradeId: `t${trades}`,
    tradeTimeMs: START_MS + trades,
    vendorTimeMs: null,
    receivedTimeUs: (START_MS + trades) * 1_000 + 123,
    ...changes,
  };
}

/** A batch of statistics; `makeValue` gives each value, by default one that tells pair, column and second apart. */
export function batch(
  pairs: readonly string[],
  second: number,
  makeValue: (name: StatisticName, pair: string) => number = (name, pair) =>
    second + pairs.indexOf(pair) / 1_000 + STATISTIC_NAMES.indexOf(name) / 10,
): { batch: StatisticsBatch; timeMs: number } {
  const column = (name: StatisticName) => Float64Array.from(pairs, (pair) => makeValue(name, pair));
  const timeMs = START_MS + second * 1_000;
  return {
    timeMs,
    batch: {
      timeNs: second * 1e9,
      length: pairs.length,
      pairs,
      values: Object.fromEntries(STATISTIC_NAMES.map((name) => [name, column(name)])) as StatisticsBatch['values'],
      lastTradeTimeMs: Float64Array.from(pairs, () => timeMs - 250),
      partial: new Uint8Array(pairs.length),
      partial5m: new Uint8Array(pairs.length),
      afterReset: new Uint8Array(pairs.length),
    },
  };
}

export const INFO: AppInfo = {
  product: 'Multi-Ticker Dashboard',
  version: '0.0.0',
  profile: 'standard',
  publishIntervalS: 1,
  webPort: 0,
  wsPort: 0,
};

export function feedStatus(changes: Partial<FeedStatus> = {}): FeedStatus {
  return {
    kind: 'demo',
    state: 'live',
    source: 'simulated market',
    detail: null,
    warning: null,
    lastTradeMs: START_MS,
    lastFrameMs: START_MS,
    clockSkewMs: 20,
    counters: {
      frames: 5,
      trades: 7,
      duplicates: 0,
      malformed: 0,
      ignored: 0,
      outOfOrder: 1,
      sideless: 0,
      reconnects: 2,
      gaps: 0,
    },
    ...changes,
  };
}

export function appStatus(changes: Partial<AppStatus> = {}): AppStatus {
  return {
    nowMs: START_MS + 400,
    startedAtMs: START_MS - 60_000,
    uptimeS: 60,
    feed: feedStatus(),
    engine: {
      trades: 7,
      unusableTrades: 0,
      ticks: 60,
      rows: 120,
      clampedTimes: 0,
      jumps: 0,
      skippedSeconds: 0,
      activePairs: 2,
    },
    tradesPerSecond: 0.7,
    activePairs: 2,
    pairs: 2,
    gaps: [],
    recording: null,
    backfill: null,
    clients: { stream: 0, reference: 0 },
    clientsCutOff: 0,
    resyncs: 0,
    ...changes,
  };
}

/** A directory like the built renderer's, with things in it that must not be served. */
export function rendererDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'mtd-renderer-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  mkdirSync(join(directory, 'assets'));
  mkdirSync(join(directory, '.private'));
  const page = (title: string) =>
    `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title></head></html>`;
  writeFileSync(join(directory, 'index.html'), page('single'));
  writeFileSync(join(directory, 'multi_ticker_dashboard.html'), page('multi'));
  writeFileSync(join(directory, 'assets/app-1a2B3c4D.js'), 'console.log("dashboard");\n'.repeat(200));
  writeFileSync(join(directory, 'assets/engine-AbCd_-12.wasm'), Buffer.alloc(50_000, 'wasm'));
  writeFileSync(join(directory, 'assets/app-1a2B3c4D.js.map'), '{"version":3}');
  writeFileSync(join(directory, '.env'), 'POLYGON_API_KEY=secret');
  writeFileSync(join(directory, '.private/notes.json'), '{}');
  writeFileSync(join(directory, 'server.py'), 'API_KEY = "secret"');
  return directory;
}

export interface Served {
  readonly hub: Hub;
  readonly publisher: Publisher;
  /** `http://127.0.0.1:port` and `ws://…` of both ports. */
  readonly ws: string;
  readonly wsHttp: string;
  readonly web: string;
  readonly webWs: string;
  readonly logged: readonly string[];
}

/** Both ports on loopback over a fresh hub; everything is stopped when the test ends. */
export async function serve(options: Partial<PublisherOptions> & { hubOptions?: HubOptions } = {}): Promise<Served> {
  const hub = options.hub ?? createHub({ flushIntervalMs: 20, ...options.hubOptions });
  const logged: string[] = [];
  const publisher = await startPublisher({
    host: '127.0.0.1',
    wsPort: 0,
    webPort: 0,
    hub,
    rendererDir: options.rendererDir ?? rendererDirectory(),
    info: INFO,
    status: () => appStatus(),
    log: (message) => logged.push(message),
    ...options,
  });
  onTestFinished(async () => {
    await publisher.stop();
    hub.stop();
  });
  return {
    hub,
    publisher,
    logged,
    ws: `ws://127.0.0.1:${publisher.wsPort}`,
    wsHttp: `http://127.0.0.1:${publisher.wsPort}`,
    web: `http://127.0.0.1:${publisher.webPort}`,
    webWs: `ws://127.0.0.1:${publisher.webPort}`,
  };
}
