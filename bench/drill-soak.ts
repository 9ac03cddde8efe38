import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { type ServerProcess, startServer } from '../tests/e2e/support/server-process.ts';
import { repositoryRoot } from '../tests/main/parquet/bundle.ts';
import { startPolygonServer } from '../tests/polygon-server/server.ts';
import { quantile } from './report.ts';
import { type RecordedCheck, SoakMarket } from './soak-market.ts';

const HOUR_MS = 3_600_000;
const PAIRS = 250;
/** Of the run, until caches and histories are full. */
const WARM_UP_SHARE = 0.25;
const END_SHARE = 0.1;
const SAMPLES = 120;
/** What a run may gain after its warm-up; the heap moves by itself. */
const MAX_GROWTH_SHARE = 0.25;
const MAX_GROWTH_BYTES = 40_000_000;
const MAX_NEW_HANDLES = 5;
const RECONNECT_EVERY_MARKET_MS = 20 * 60_000;
/** No outage so close to the end: what was missed is fetched by then. */
const QUIET_END_MARKET_MS = 5 * 60_000;
const SETTLE_MS = 300_000;
const VIEWERS = 3;
const VIEWER_MARKET_MS = 3 * 60_000;

export interface SoakOptions {
  /** Of market time. */
  readonly hours: number;
  /** Market seconds per second. */
  readonly factor: number;
  /** Trades per market second. */
  readonly rate: number;
}

interface Sample {
  readonly hour: number;
  readonly rss: number;
  readonly heapUsed: number;
  readonly handles: number;
  readonly files: number | null;
}

export interface SoakResult {
  readonly hours: number;
  /** Of the market, also while nobody was connected. */
  readonly trades: number;
  /** Arrived live, and fetched after outages. */
  readonly tradesCounted: number;
  readonly tradesFetched: number;
  readonly duplicates: number;
  readonly recorded: RecordedCheck;
  /** Connections that the server ended: every other one is cut with trades on their way. */
  readonly outagesMade: number;
  readonly gaps: number;
  /** Attempts: one may fail, because the time limits of its steps are compressed and the network is not. */
  readonly reconnects: number;
  /** Times that the disk seemed not to answer: its 5 s are compressed, the disk is not. */
  readonly diskWaits: number;
  readonly viewersServed: number;
  readonly viewerHoles: number;
  readonly rssStart: number;
  readonly rssEnd: number;
  readonly rssPeak: number;
  /** Least squares over everything after the warm-up. */
  readonly rssSlopePerHour: number;
  /** By eighths of the run, bytes: the median of RSS, and the least that JavaScript's heap held, which is about what is alive. */
  readonly rssByEighth: readonly number[];
  readonly heapByEighth: readonly number[];
  readonly handlesStart: number;
  readonly handlesEnd: number;
  readonly filesStart: number | null;
  readonly filesEnd: number | null;
  /** Lines of the log of level warn and error, without those that tell of an outage or a disk wait, the newest 20. */
  readonly complaints: readonly string[];
  readonly exitCode: number | null;
}

/**
 * Runs the built application in compressed time (bench/compressed-time.mjs) against a market that fast, over real sockets and with a real
 * recorder; ends connections, lets viewers come and go, and counts everything at the end.
 */
export async function soak({ hours, factor, rate }: SoakOptions): Promise<SoakResult> {
  const directory = await mkdtemp(join(tmpdir(), 'drill-soak-'));
  const sinceMs = Date.now();
  const market = new MarketTime(sinceMs, factor);
  const source = new SoakMarket({ pairs: PAIRS, tradesPerSecond: rate, nowMs: () => market.nowMs() });
  const polygon = await startPolygonServer({ source });
  const environment = {
    POLYGON_API_KEY: 'soak',
    COMPRESSED_TIME_FACTOR: String(factor),
    COMPRESSED_TIME_FROM_MS: String(sinceMs),
    COMPRESSED_TIME_SINCE_MS: String(sinceMs),
  };
  const preload = join(repositoryRoot, 'bench', 'compressed-time.mjs');
  const feed = ['--feed-url', polygon.url, '--rest-url', polygon.restUrl];
  const args = [...feed, '--data-dir', directory, '--log-level', 'info'];
  const server = await startServer(args, environment, preload);
  try {
    const viewers = new Viewers(server.wsUrl, market);
    const endMs = sinceMs + (hours * HOUR_MS) / factor;
    const everyMs = (endMs - sinceMs) / SAMPLES;
    const samples: Sample[] = [];
    const quietFromMs = sinceMs + hours * HOUR_MS - QUIET_END_MARKET_MS;
    let outagesMade = 0;
    let reconnectAtMs = market.nowMs() + RECONNECT_EVERY_MARKET_MS;
    for (let nextMs = sinceMs + everyMs; Date.now() < endMs; nextMs += everyMs) {
      await delay(Math.max(10, nextMs - Date.now()));
      samples.push(await sampleOf(server, (market.nowMs() - sinceMs) / HOUR_MS));
      viewers.turn();
      if (market.nowMs() < reconnectAtMs || market.nowMs() > quietFromMs) continue;
      reconnectAtMs = market.nowMs() + RECONNECT_EVERY_MARKET_MS;
      if (outagesMade % 2 === 0) polygon.drop();
      else polygon.close(1001, 'going away');
      outagesMade += 1;
    }
    viewers.stop();
    source.close();
    const { counts } = await settle(server);
    const exitCode = await server.stop();
    return {
      hours,
      trades: source.trades,
      tradesCounted: counts.trades ?? Number.NaN,
      tradesFetched: counts.backfilledTrades ?? Number.NaN,
      duplicates: counts.duplicates ?? Number.NaN,
      recorded: await source.check(join(directory, 'parquet_data')),
      outagesMade,
      gaps: counts.gaps ?? Number.NaN,
      reconnects: counts.reconnects ?? Number.NaN,
      viewersServed: viewers.served,
      viewerHoles: viewers.holes,
      ...summaryOf(samples),
      diskWaits: server
        .output()
        .split('\n')
        .filter((line) => DISK_WAIT.test(line)).length,
      complaints: complaintsOf(server.output()),
      exitCode,
    };
  } finally {
    await server.stop('SIGKILL');
    await polygon.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** The clock of the market, which the application shares. */
class MarketTime {
  readonly #sinceMs: number;
  readonly #factor: number;

  constructor(sinceMs: number, factor: number) {
    this.#sinceMs = sinceMs;
    this.#factor = factor;
  }

  nowMs(): number {
    const realMs = performance.timeOrigin + performance.now();
    return this.#sinceMs + (realMs - this.#sinceMs) * this.#factor;
  }
}

/** Viewers of the stream that come, read for a while and go, and look for holes in what they get. */
class Viewers {
  served = 0;
  holes = 0;
  readonly #url: string;
  readonly #time: MarketTime;
  readonly #open = new Map<WebSocket, number>();

  constructor(url: string, time: MarketTime) {
    this.#url = url;
    this.#time = time;
  }

  turn(): void {
    const nowMs = this.#time.nowMs();
    for (const [socket, untilMs] of this.#open) if (nowMs > untilMs) this.#end(socket);
    while (this.#open.size < VIEWERS) this.#begin(nowMs + VIEWER_MARKET_MS * (0.5 + this.#open.size));
  }

  stop(): void {
    for (const socket of this.#open.keys()) this.#end(socket);
  }

  #begin(untilMs: number): void {
    const socket = new WebSocket(`${this.#url}/stream/v1`);
    this.#open.set(socket, untilMs);
    this.served += 1;
    let next = 1;
    socket.on('error', () => this.#open.delete(socket));
    socket.on('close', () => this.#open.delete(socket));
    socket.on('message', (data) => {
      const text = String(data);
      const end = text.indexOf('\n');
      if (end < 0) return;
      const { seq } = JSON.parse(text.slice(0, end)) as { readonly seq: number };
      if (seq !== next) this.holes += 1;
      next = seq + 1;
    });
  }

  #end(socket: WebSocket): void {
    this.#open.delete(socket);
    socket.close();
  }
}

async function sampleOf(server: ServerProcess, hour: number): Promise<Sample> {
  server.child.send('resources');
  const [answer] = (await once(server.child, 'message')) as [
    { rss: number; heapUsed: number; handles: Record<string, number>; files: number | null },
  ];
  const handles = Object.values(answer.handles).reduce((sum, count) => sum + count, 0);
  return { hour, rss: answer.rss, heapUsed: answer.heapUsed, handles, files: answer.files };
}

interface Health {
  readonly counts: Readonly<Record<string, number>>;
  readonly recording: { readonly backfill: { readonly state: string; readonly gapsLeft: number } } | null;
}

/** Waits until nothing more comes and what was missed is fetched, or for five minutes. */
async function settle(server: ServerProcess): Promise<Health> {
  const untilMs = Date.now() + SETTLE_MS;
  for (let before = -1; ; ) {
    await delay(500);
    const health = (await (await fetch(`${server.webUrl}/healthz`)).json()) as Health;
    const isFetched = health.recording?.backfill.gapsLeft === 0 && health.recording.backfill.state === 'idle';
    const now = health.counts.trades ?? 0;
    if ((now === before && isFetched) || Date.now() > untilMs) return health;
    before = now;
  }
}

function summaryOf(samples: readonly Sample[]) {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP_SHARE));
  const count = Math.max(1, Math.floor(samples.length * END_SHARE));
  const [first, last] = [warm.slice(0, count), warm.slice(-count)];
  const median = (of: readonly Sample[], read: (sample: Sample) => number) => quantile(of.map(read), 0.5);
  const hasFiles = samples.every(({ files }) => files !== null);
  const files = (of: readonly Sample[]) => (hasFiles ? median(of, (sample) => sample.files as number) : null);
  return {
    rssStart: median(first, ({ rss }) => rss),
    rssEnd: median(last, ({ rss }) => rss),
    rssPeak: Math.max(...samples.map(({ rss }) => rss)),
    rssByEighth: byEighth(samples).map((part) => median(part, ({ rss }) => rss)),
    heapByEighth: byEighth(samples).map((part) => Math.min(...part.map(({ heapUsed }) => heapUsed))),
    rssSlopePerHour: slope(warm.map(({ hour, rss }) => [hour, rss])),
    handlesStart: median(first, ({ handles }) => handles),
    handlesEnd: median(last, ({ handles }) => handles),
    filesStart: files(first),
    filesEnd: files(last),
  };
}

function byEighth(samples: readonly Sample[]): Sample[][] {
  const edge = (i: number) => Math.round((i * samples.length) / 8);
  return Array.from({ length: 8 }, (_, i) => samples.slice(edge(i), edge(i + 1))).filter((part) => part.length > 0);
}

/** By least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (of: 0 | 1) => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const under = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return under === 0 ? 0 : over / under;
}

const DISK_WAIT = /The disk with .* has not answered for|backfill stopped: Nothing can be stored now/;

function complaintsOf(output: string): string[] {
  const lines = output.split('\n').filter((line) => /^\S+Z (warn|error) /.test(line));
  // How many of them there should be is known.
  return lines.filter((line) => !line.includes('trades may be missing: ') && !DISK_WAIT.test(line)).slice(-20);
}

/** What is wrong with a run, one sentence each. */
export function faultsOf(result: SoakResult): string[] {
  const { trades, tradesCounted, tradesFetched, recorded, rssStart, rssEnd } = result;
  const faults: string[] = [];
  if (recorded.lost > 0) faults.push(`${recorded.lost} of ${trades} trades are not on disk`);
  if (recorded.duplicates > 0) faults.push(`${recorded.duplicates} trades are on disk twice`);
  if (recorded.wrongValues > 0) faults.push(`${recorded.wrongValues} trades on disk are not as they were sent`);
  if (recorded.unreadableFiles > 0) faults.push(`${recorded.unreadableFiles} files cannot be read`);
  if (recorded.backfilled !== tradesFetched) faults.push('not every fetched trade is on disk');
  if (recorded.rows !== tradesCounted + tradesFetched) faults.push('not every trade that was counted is on disk');
  if (result.gaps !== result.outagesMade) faults.push('not every outage is told, or one that nobody made');
  if (result.viewerHoles > 0) faults.push('a viewer missed frames');
  if (rssEnd > rssStart * (1 + MAX_GROWTH_SHARE) + MAX_GROWTH_BYTES) faults.push('the memory grows');
  if (result.handlesEnd > result.handlesStart + MAX_NEW_HANDLES) faults.push('handles are left open');
  if ((result.filesEnd ?? 0) > (result.filesStart ?? 0) + MAX_NEW_HANDLES) faults.push('files are left open');
  if (result.complaints.length > 0) faults.push('the log complains');
  if (result.exitCode !== 0) faults.push(`the application ended with ${result.exitCode}`);
  return faults;
}

/** `npm run drill -- soak --hours 8 --factor 30`: prints one JSON line and a summary; exit code 1 on any fault. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      hours: { type: 'string', default: '1' },
      factor: { type: 'string', default: '30' },
      rate: { type: 'string', default: '50' },
    },
  });
  const options = { hours: Number(values.hours), factor: Number(values.factor), rate: Number(values.rate) };
  if (Object.values(options).some((value) => !(value > 0))) {
    console.error('--hours, --factor and --rate are numbers above 0.');
    return 2;
  }
  const minutes = ((options.hours * 60) / options.factor).toFixed(1);
  console.error(`${options.hours} h of market in ${minutes} min, ${options.rate} trades per market second...`);
  const result = await soak(options);
  console.log(JSON.stringify({ drill: 'soak', ...options, ...result }));
  const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
  console.log(
    `RSS ${mb(result.rssStart)} MB at the start, ${mb(result.rssEnd)} MB at the end, ${mb(result.rssSlopePerHour)} MB per hour`,
  );
  console.log(`RSS by eighths of the run: ${result.rssByEighth.map(mb).join(' ')} MB`);
  console.log(`live heap by eighths: ${result.heapByEighth.map(mb).join(' ')} MB`);
  console.log(
    `handles ${result.handlesStart} -> ${result.handlesEnd}, files ${result.filesStart} -> ${result.filesEnd}`,
  );
  const { rows, lost, duplicates } = result.recorded;
  console.log(
    `trades ${result.trades}: ${result.tradesCounted} arrived, ${result.tradesFetched} fetched, ${rows} recorded, ${lost} lost, ${duplicates} twice`,
  );
  console.log(
    `outages ${result.outagesMade} made, ${result.gaps} told; viewers ${result.viewersServed}; disk waits ${result.diskWaits}`,
  );
  for (const line of result.complaints) console.log(line);
  const faults = faultsOf(result);
  for (const fault of faults) console.error(`FAULT: ${fault}`);
  return faults.length === 0 ? 0 : 1;
}
