import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { engineConfig } from '../engine/config.ts';
import { createEngine } from '../engine/create-engine.ts';
import type { StatisticsBatch } from '../engine/engine.ts';
import { STATISTIC_NAMES } from '../engine/schema.ts';
import type { Trade } from '../engine/trade.ts';
import { Market } from '../main/feed/demo/market.ts';
import { openRecorder } from '../main/recording/recorder.ts';
import { bundleForNode, repositoryRoot } from '../tests/main/parquet/bundle.ts';

const HOUR_S = 3_600;
const TURN_MS = 100;
/** Default interval of the recorder. */
const STATISTICS_S = 60;
const SCRIPT = join(repositoryRoot, 'tests/interop/check_recording.py');

/**
 * `npm run drill -- hour --python PYTHON --seconds 60 --rate 50`: records an hour of a market in a minute, while pandas, pyarrow and DuckDB read the
 * dataset again and again, and compares everything with what was sent. PYTHON must have the three packages. Exit code 1 on any difference.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      python: { type: 'string', default: 'python3' },
      seconds: { type: 'string', default: '60' },
      rate: { type: 'string', default: '50' },
    },
  });
  const directory = await mkdtemp(join(tmpdir(), 'drill-hour-'));
  const root = join(directory, 'parquet_data');
  const sent = join(directory, 'sent');
  mkdirSync(sent);
  const python = async (stdin: 'pipe' | 'ignore', ...more: string[]) => {
    const child = spawn(values.python, [SCRIPT, ...more], { stdio: [stdin, 'inherit', 'inherit'] });
    await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error))]);
    return { child, ended: once(child, 'exit') as Promise<[number | null]> };
  };
  try {
    const watching = await python('pipe', 'watch', root);
    const trades = await record(directory, root, sent, Number(values.seconds), Number(values.rate));
    watching.child.stdin?.end();
    const [whileWriting] = await watching.ended;
    console.log(JSON.stringify({ drill: 'hour', trades, seconds: Number(values.seconds) }));
    const [afterwards] = await (await python('ignore', 'compare', root, sent)).ended;
    return whileWriting === 0 && afterwards === 0 ? 0 : 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Records an hour in `seconds` and notes what was sent; resolves to the number of trades. */
async function record(directory: string, root: string, sent: string, seconds: number, rate: number): Promise<number> {
  const worker = await bundleForNode('main/recording/segment-worker.ts', join(directory, 'worker'));
  const recorder = await openRecorder({
    directory: root,
    product: { name: 'hour drill', version: '0' },
    profile: 'standard',
    workerUrl: pathToFileURL(worker),
    // An hour's worth of segments in the shorter time.
    rotateAfterMs: (seconds * 1_000) / 12,
  });
  const tradeLines = createWriteStream(join(sent, 'trades.ndjson'));
  const statisticsLines = createWriteStream(join(sent, 'statistics.ndjson'));
  const startUs = Math.floor(Date.now() / 1_000 - HOUR_S) * 1_000_000;
  const isRecorded = createRecordedSeconds();
  const engine = createEngine(engineConfig('standard', startUs / 1e6), (batch) => {
    const timeUs = startUs + batch.timeNs / 1_000;
    recorder.addStatistics(batch, timeUs / 1_000);
    if (isRecorded(timeUs))
      for (let row = 0; row < batch.length; row++) statisticsLines.write(statisticsLine(batch, timeUs, row));
  });
  const market = new Market({ seed: 1, startUs, pairs: 250, tradesPerSecond: rate });
  const beganMs = performance.now();
  let count = 0;
  for (let elapsedS = 0; elapsedS < HOUR_S; await delay(TURN_MS)) {
    elapsedS = Math.min(HOUR_S, (HOUR_S * (performance.now() - beganMs)) / 1_000 / seconds);
    const trades = market.advance(startUs + elapsedS * 1e6);
    recorder.addTrades(trades);
    for (const trade of trades) {
      engine.addTrade((trade.receivedTimeUs - startUs) * 1_000, trade);
      tradeLines.write(tradeLine(trade));
    }
    count += trades.length;
  }
  await recorder.close();
  for (const lines of [tradeLines, statisticsLines]) {
    lines.end();
    await once(lines, 'finish');
  }
  return count;
}

/** The first second of rows, then the first of every minute. */
function createRecordedSeconds(): (timeUs: number) => boolean {
  let minute: number | null = null;
  return (timeUs) => {
    const own = Math.floor(timeUs / 1e6 / STATISTICS_S);
    if (minute !== null && own <= minute) return false;
    minute = own;
    return true;
  };
}

function tradeLine({ receivedTimeUs, tradeTimeMs, pair, price, size, side, exchange, tradeId }: Trade): string {
  const times = { received_time: receivedTimeUs, trade_time: Math.round(tradeTimeMs * 1_000) };
  const trade = { pair, price, size, volume: price * size, side, exchange, trade_id: tradeId };
  return `${JSON.stringify({ ...times, ...trade })}\n`;
}

function statisticsLine(batch: StatisticsBatch, timeUs: number, row: number): string {
  return `${JSON.stringify({
    pair: batch.pairs[row],
    time: timeUs,
    // JSON writes NaN as null.
    ...Object.fromEntries(STATISTIC_NAMES.map((name) => [name, batch.values[name][row]])),
    last_trade_time: Math.round((batch.lastTradeTimeMs[row] ?? 0) * 1_000),
    partial: batch.partial[row] === 1,
    partial_5m: batch.partial5m[row] === 1,
    after_reset: batch.afterReset[row] === 1,
  })}\n`;
}
