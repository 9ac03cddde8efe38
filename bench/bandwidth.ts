import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { engineConfig } from '../engine/config.ts';
import { createEngine } from '../engine/create-engine.ts';
import { Market } from '../main/feed/demo/market.ts';
import { createHub, type Hub } from '../main/hub/hub.ts';
import { type Publisher, startPublisher } from '../main/publish/publisher.ts';
import { PACKED_QUERY, STREAM_PATH } from '../main/publish/stream-messages.ts';
import type { AppStatus } from '../main/status.ts';
import { type Figure, report } from './report.ts';

const BENCH = 'bandwidth';
const PAIR_COUNTS = [15, 250];
const TRADES_PER_SECOND = 50;
/** So long that every column has values and most pairs have traded. */
const WARM_UP_S = 900;
const STEP_MS = 20;
const US_PER_MS = 1_000;
const NS_PER_US = 1_000;

/** What each kind of viewer connects to: our page, a program that reads our stream, a page of the original system. */
const VIEWERS = {
  packed: [`${STREAM_PATH}${PACKED_QUERY}`],
  columns: [STREAM_PATH],
  reference: ['/subscribe/trades', '/subscribe/statistics'],
} as const;
type ViewerKind = keyof typeof VIEWERS;

/** The demo market through engine and hub: compressed up to now, then in step with the clock. */
function runMarket(pairs: number, hub: Hub): { advance(nowMs: number): void } {
  const startUs = (Math.floor(Date.now() / 1_000) - WARM_UP_S) * 1_000 * US_PER_MS;
  const market = new Market({ seed: 1, pairs, tradesPerSecond: TRADES_PER_SECOND, startUs });
  const config = engineConfig('standard', startUs / 1e6);
  const engine = createEngine(config, (batch) => hub.addStatistics(batch, startUs / 1e3 + batch.timeNs / 1e6));
  return {
    advance(nowMs) {
      const nowUs = Math.floor(nowMs * US_PER_MS);
      const trades = market.advance(nowUs);
      for (const trade of trades) engine.addTrade((trade.receivedTimeUs - startUs) * NS_PER_US, trade);
      engine.advance((nowUs - startUs) * NS_PER_US);
      hub.addTrades(trades);
    },
  };
}

/** A viewer that counts the bytes which its sockets receive. */
async function viewer(publisher: Publisher, kind: ViewerKind, deflate: boolean): Promise<() => number> {
  const sockets: Socket[] = [];
  for (const path of VIEWERS[kind]) {
    const webSocket = new WebSocket(`ws://127.0.0.1:${publisher.wsPort}${path}`, {
      perMessageDeflate: deflate,
      createConnection: () => {
        const socket = connect(publisher.wsPort, '127.0.0.1');
        sockets.push(socket);
        return socket;
      },
    });
    webSocket.on('message', () => {});
    await once(webSocket, 'open');
    if (kind !== 'reference') webSocket.send('{"type":"select","pair":"BTC-USD"}');
  }
  return () => sockets.reduce((bytes, socket) => bytes + socket.bytesRead, 0);
}

function status(hub: Hub): AppStatus {
  const { tradesPerSecond, activePairs, pairs, trades, statisticsRows } = hub.figures();
  const nowMs = Date.now();
  return {
    nowMs,
    startedAtMs: nowMs - WARM_UP_S * 1_000,
    uptimeS: WARM_UP_S,
    feed: {
      kind: 'demo',
      state: 'live',
      source: 'simulated market',
      detail: null,
      warning: null,
      lastTradeMs: nowMs - 12,
      lastFrameMs: nowMs - 12,
      clockSkewMs: 37,
      counters: {
        frames: trades,
        trades,
        duplicates: 0,
        malformed: 0,
        ignored: 0,
        outOfOrder: Math.floor(trades / 8),
        sideless: Math.floor(trades / 300),
        reconnects: 0,
        gaps: 0,
      },
    },
    engine: {
      trades,
      unusableTrades: 0,
      ticks: WARM_UP_S,
      rows: statisticsRows,
      clampedTimes: 0,
      jumps: 0,
      skippedSeconds: 0,
      activePairs,
    },
    tradesPerSecond,
    activePairs,
    pairs,
    gaps: [],
    recording: null,
    backfill: null,
    clients: { stream: 2, reference: 4 },
    clientsCutOff: 0,
    resyncs: 0,
  };
}

async function measure(pairs: number, seconds: number): Promise<Figure[]> {
  const hub = createHub();
  const market = runMarket(pairs, hub);
  market.advance(Date.now());
  const publisher = await startPublisher({
    host: '127.0.0.1',
    wsPort: 0,
    webPort: 0,
    hub,
    rendererDir: '',
    info: { product: '', version: '', profile: 'standard', publishIntervalS: 1, wsPort: 0, webPort: 0 },
    status: () => status(hub),
    log: () => {},
  });
  const timer = setInterval(() => market.advance(Date.now()), STEP_MS);
  const viewers: { name: string; bytes: () => number }[] = [];
  for (const kind of ['packed', 'columns', 'reference'] as const) {
    for (const deflate of [true, false]) {
      const bytes = await viewer(publisher, kind, deflate);
      viewers.push({ name: `${kind} ${deflate ? 'deflate' : 'plain'}`, bytes });
    }
  }
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  await wait(2_000);
  const before = viewers.map(({ bytes }) => bytes());
  const { trades, statisticsRows } = hub.figures();
  await wait(seconds * 1_000);
  const rates = viewers.map(({ bytes }, i) => (bytes() - (before[i] ?? 0)) / 1_000 / seconds);
  const after = hub.figures();
  clearInterval(timer);
  await publisher.stop();
  hub.stop();

  const figure = (name: string, value: number, unit: string): Figure => ({
    bench: BENCH,
    figure: `${pairs} pairs: ${name}`,
    value,
    unit,
  });
  const rate = (name: string) => rates[viewers.findIndex((each) => each.name === name)] ?? Number.NaN;
  return [
    figure('trades', (after.trades - trades) / seconds, '1/s'),
    figure('statistics rows', (after.statisticsRows - statisticsRows) / seconds, '1/s'),
    ...viewers.map(({ name }, i) => figure(`${name}, first load`, (before[i] ?? 0) / 1_000, 'KB')),
    ...viewers.map(({ name }, i) => figure(name, rates[i] ?? 0, 'KB/s')),
    ...['deflate', 'plain'].map((form) =>
      figure(`reference / packed, ${form}`, rate(`reference ${form}`) / rate(`packed ${form}`), 'x'),
    ),
  ];
}

/**
 * Bytes on the wire per viewer of each stream, from the demo market at 50 trades/s through the real engine, hub and
 * sockets. `--seconds N` (default 30) is the time measured.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { seconds: { type: 'string', default: '30' } } });
  const seconds = Number(values.seconds);
  if (!Number.isFinite(seconds) || seconds < 1) throw new Error('--seconds takes a number of at least 1.');
  const figures = await Promise.all(PAIR_COUNTS.map((pairs) => measure(pairs, seconds)));
  report(figures.flat());
}
