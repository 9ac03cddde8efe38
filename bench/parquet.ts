import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Trade } from '../engine/trade.ts';
import type { ColumnBlock } from '../main/parquet/column-values.ts';
import { writeParquet } from '../main/parquet/parquet-writer.ts';
import { verifySegment } from '../main/parquet/verify-segment.ts';
import { DATASETS } from '../main/recording/datasets.ts';
import { encodeFrame } from '../main/recording/frame.ts';
import { readManifest } from '../main/recording/manifest.ts';
import { tradeCells } from '../main/recording/recorded-cells.ts';
import { openRecorder } from '../main/recording/recorder.ts';
import { bundleForNode } from '../tests/main/parquet/bundle.ts';
import { type FixtureRow, writeParquet as writeWithOwnWriter } from '../tests/main/parquet/write-trades-fixture.ts';
import { type Figure, report } from './report.ts';

const BENCH = 'parquet';
const MAX_BYTES_PER_TRADE = 30;
const MB = 1_000_000;

/**
 * Trades as noisy as real ones: prices walk in ticks, sizes have eight digits, several trades share a millisecond, ids count on per
 * exchange, arrival jitters by microseconds. Made from a seed, so that every run measures the same.
 */
function createMarket(seed: number): (count: number, startUs: number, perSecond: number) => Trade[] {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const pairs = Array.from({ length: 250 }, (_, i) => ({
    name: `C${i}X-USD`,
    price: 10 ** (random() * 6 - 1),
    tick: 0,
  }));
  for (const pair of pairs) pair.tick = 10 ** (Math.floor(Math.log10(pair.price)) - 4);
  const ids = new Map([1, 2, 6, 23].map((exchange) => [exchange, Math.floor(random() * 900_000_000)]));
  let n = 0;
  return (count, startUs, perSecond) =>
    Array.from({ length: count }, () => {
      const pair = pairs[Math.floor(random() ** 3 * pairs.length)] ?? { name: 'X-USD', price: 1, tick: 0.1 };
      pair.price = Math.max(pair.tick, Math.round(pair.price / pair.tick + (random() * 6 - 3)) * pair.tick);
      const exchange = [1, 1, 1, 2, 6, 23][Math.floor(random() * 6)] ?? 1;
      const id = (ids.get(exchange) ?? 0) + 1;
      ids.set(exchange, id);
      const receivedTimeUs = startUs + Math.floor((n++ * 1_000_000) / perSecond + random() * 400);
      return {
        pair: pair.name,
        price: Number(pair.price.toPrecision(8)),
        size: Number((10 ** (random() * 5 - 3)).toFixed(8)),
        side: random() < 0.5 ? 'buy' : 'sell',
        exchange,
        tradeId: String(id),
        tradeTimeMs: Math.floor(receivedTimeUs / 1_000 - 20 - random() * 60),
        vendorTimeMs: null,
        receivedTimeUs,
      } satisfies Trade;
    });
}

function blockOf(trades: readonly Trade[]): ColumnBlock {
  const cell = tradeCells(trades);
  return {
    length: trades.length,
    values: DATASETS.trades.columns.map((_, c) => trades.map((__, row) => cell(c, row))),
  };
}

const cpuUs = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return user + system;
};

/** Encoder alone: one segment of 100,000 rows, several times. */
async function measureEncoder(
  directory: string,
  figure: (name: string, value: number, unit: string, limit?: number) => void,
) {
  const rows = 100_000;
  const trades = createMarket(1)(rows, 1_767_225_600_000_000, 50);
  const block = blockOf(trades);
  const { columns } = DATASETS.trades;
  for (const codec of ['GZIP', 'SNAPPY'] as const) {
    const path = join(directory, `${codec}.parquet`);
    await writeParquet(path, columns, [block], { codec });
    const cpu = process.cpuUsage();
    const startedMs = performance.now();
    const runs = 5;
    for (let run = 0; run < runs; run++) await writeParquet(path, columns, [block], { codec });
    const seconds = (performance.now() - startedMs) / 1_000;
    figure(`encode ${codec}: speed`, (runs * rows) / seconds, 'rows/s');
    const cpuPerRow = cpuUs(cpu) / (runs * rows);
    figure(`encode ${codec}: CPU`, cpuPerRow, 'us/row');
    if (codec === 'GZIP') {
      const baseline = await ownWriterCpu(directory, block);
      figure("encode GZIP, parquetjs-lite's own writer: CPU", baseline, 'us/row');
      figure('encode GZIP: CPU against that', cpuPerRow / baseline, 'x');
    }
    figure(
      `encode ${codec}: size`,
      (await stat(path)).size / rows,
      'bytes/row',
      codec === 'GZIP' ? MAX_BYTES_PER_TRADE : undefined,
    );
  }
  const path = join(directory, 'GZIP.parquet');
  const startedMs = performance.now();
  await verifySegment(path, columns, [block]);
  figure('read back and compare', rows / ((performance.now() - startedMs) / 1_000), 'rows/s');

  const cpu = process.cpuUsage();
  for (let start = 0; start < rows; start += 1_000) {
    const part = trades.slice(start, start + 1_000);
    encodeFrame({ table: 'trades', run: 1, number: start, firstRow: 0, rows: part.length }, tradeCells(part));
  }
  figure('journal frame on the main thread', cpuUs(cpu) / rows, 'us/row');
}

const OWN_TYPE_OF: Readonly<Record<string, string>> = {
  string: 'UTF8',
  float: 'DOUBLE',
  integer: 'INT32',
  boolean: 'BOOLEAN',
  'time-us': 'TIMESTAMP_MICROS',
};

/** The same rows through the writer that parquetjs-lite comes with: microseconds of CPU per row. */
async function ownWriterCpu(directory: string, { length, values }: ColumnBlock): Promise<number> {
  const { columns } = DATASETS.trades;
  const types = Object.fromEntries(columns.map(({ name, type }) => [name, OWN_TYPE_OF[type] ?? type]));
  const rows = Array.from(
    { length },
    (_, row) => Object.fromEntries(columns.map(({ name }, c) => [name, values[c]?.[row] ?? null])) as FixtureRow,
  );
  const write = () => writeWithOwnWriter(join(directory, 'own.parquet'), types, rows, { rowGroupSize: 8_192 });
  await write();
  const cpu = process.cpuUsage();
  await write();
  return cpuUs(cpu) / length;
}

/** The generator alone, for comparison: what the machine itself adds to the delays. */
async function measureBaseline(
  rate: number,
  seconds: number,
  figure: (name: string, value: number, unit: string, limit?: number) => void,
) {
  const { loop, busy, cpuPerTrade } = await underLoad(rate, seconds, () => undefined);
  const label = `${rate} trades/s for ${seconds} s without recorder`;
  figure(`${label}: loop delay p99.9`, loop.percentile(99.9) / 1e6 - 1, 'ms');
  figure(`${label}: loop delay max`, loop.max / 1e6 - 1, 'ms');
  figure(`${label}: main loop busy`, 100 * busy, '%');
  figure(`${label}: CPU`, cpuPerTrade, 'us/row');
  return busy;
}

/** Generates trades in real time and hands them over in batches. */
async function underLoad(rate: number, seconds: number, take: (trades: readonly Trade[]) => void) {
  const market = createMarket(2);
  const startUs = Date.now() * 1_000;
  const loop = monitorEventLoopDelay({ resolution: 1 });
  const busyBefore = performance.eventLoopUtilization();
  const cpu = process.cpuUsage();
  const rssBefore = process.memoryUsage.rss();
  let rssPeak = rssBefore;
  let longestCallMs = 0;
  let sent = 0;
  const startedMs = performance.now();
  loop.enable();
  while (performance.now() - startedMs < seconds * 1_000) {
    const due = Math.floor(((performance.now() - startedMs) / 1_000) * rate);
    const trades = market(due - sent, startUs, rate);
    sent = due;
    const callMs = performance.now();
    take(trades);
    longestCallMs = Math.max(longestCallMs, performance.now() - callMs);
    rssPeak = Math.max(rssPeak, process.memoryUsage.rss());
    await delay(20);
  }
  loop.disable();
  const busy = performance.eventLoopUtilization(busyBefore).utilization;
  return { loop, busy, sent, longestCallMs, cpuPerTrade: cpuUs(cpu) / sent, memoryGrowth: rssPeak - rssBefore };
}

/** The recorder under load: what the main loop feels while the worker seals, memory, and the size on disk. */
async function measureRecorder(
  directory: string,
  rate: number,
  seconds: number,
  /** Share of the main loop that the generator alone takes. */
  baseline: number,
  figure: (name: string, value: number, unit: string, limit?: number) => void,
) {
  const worker = await bundleForNode('main/recording/segment-worker.ts', join(directory, 'worker'));
  const root = join(directory, `load-${rate}`);
  const recorder = await openRecorder({
    directory: root,
    product: { name: 'bench', version: '0' },
    profile: 'standard',
    workerUrl: pathToFileURL(worker),
    // Three segments per run, so that sealing goes on most of the time.
    rotateRows: Math.max(1_000, Math.floor((rate * seconds) / 4)),
  });
  const { loop, busy, sent, longestCallMs, cpuPerTrade, memoryGrowth } = await underLoad(
    rate,
    seconds,
    recorder.addTrades,
  );
  const closingMs = performance.now();
  await recorder.close();
  const label = `${rate} trades/s for ${seconds} s`;
  // The histogram counts the timer's own millisecond as delay.
  figure(`${label}: loop delay p99.9`, loop.percentile(99.9) / 1e6 - 1, 'ms');
  figure(`${label}: loop delay max`, loop.max / 1e6 - 1, 'ms');
  figure(`${label}: main loop busy`, 100 * busy, '%');
  figure(`${label}: main loop busy against no recorder`, busy / baseline, 'x');
  figure(`${label}: longest addTrades`, longestCallMs, 'ms');
  figure(`${label}: CPU, all threads, generator included`, cpuPerTrade, 'us/row');
  figure(`${label}: peak memory above start`, memoryGrowth / MB, 'MB');
  figure(`${label}: close`, performance.now() - closingMs, 'ms');
  const entries = [...(await readManifest(root)).values()];
  const rows = entries.reduce((sum, entry) => sum + entry.rows, 0);
  if (rows !== sent) throw new Error(`${sent} trades were sent and ${rows} are in segments`);
  figure(
    `${label}: size`,
    entries.reduce((sum, entry) => sum + entry.bytes, 0) / rows,
    'bytes/row',
    MAX_BYTES_PER_TRADE,
  );
}

/** `npm run bench -- parquet [--seconds 20]`: encoder, journal and recorder. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { seconds: { type: 'string', default: '20' } } });
  const directory = await mkdtemp(join(tmpdir(), 'bench-parquet-'));
  const figures: Figure[] = [];
  const figure = (name: string, value: number, unit: string, limit?: number) =>
    figures.push({ bench: BENCH, figure: name, value, unit, ...(limit === undefined ? {} : { limit }) });
  try {
    await measureEncoder(directory, figure);
    for (const rate of [2_000, 20_000]) {
      const baseline = await measureBaseline(rate, Number(values.seconds), figure);
      await measureRecorder(directory, rate, Number(values.seconds), baseline, figure);
    }
    report(figures);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
