import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openRecorder } from '../main/recording/recorder.ts';
import { bundleForNode } from '../tests/main/parquet/bundle.ts';
import { checkTrades, type TradeCheck } from './drill-trades.ts';

/** What one kill cost. */
export interface KillResult extends TradeCheck {
  readonly rate: number;
  readonly handedOver: number;
  readonly lost: number;
  /** Age of the oldest lost trade at the kill, milliseconds; 0 = nothing was lost. */
  readonly lostMs: number;
  readonly recoveredRows: number;
  /** From opening the recorder until everything is recovered and checked. */
  readonly recoveryMs: number;
}

export interface KillOptions {
  readonly rate: number;
  /** The kill comes at a random instant of this time after the first trade. */
  readonly withinMs: number;
}

export interface KillDrill {
  /** Records in a process of its own, kills it, recovers, and compares. */
  killOnce(options: KillOptions): Promise<KillResult>;
  close(): Promise<void>;
}

/** Bundles what the drill runs in processes and workers of its own. */
export async function prepareKillDrill(): Promise<KillDrill> {
  const directory = await mkdtemp(join(tmpdir(), 'drill-kill-'));
  const child = await bundleForNode('bench/drill-kill-child.ts', join(directory, 'child'));
  const worker = await bundleForNode('main/recording/segment-worker.ts', join(directory, 'worker'));
  let count = 0;
  return {
    async killOnce({ rate, withinMs }) {
      const folder = join(directory, String(count++));
      const root = join(folder, 'parquet_data');
      const acks = join(directory, `${count}.acks`);
      const startUs = Math.floor(Date.now() / 1_000) * 1_000_000;
      // Short segments, so that the kill meets every step of sealing as often as plain writing.
      const rotateMs = 50 + Math.random() * 1_000;
      const rotateRows = 500 + Math.floor(Math.random() * 20_000);
      const args = [child, root, acks, worker, rate, startUs, rotateMs, rotateRows].map(String);
      const process = spawn(globalThis.process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
      const ended = once(process, 'exit');
      while (!existsSync(acks)) {
        if (process.exitCode !== null) throw new Error('the recording process ended by itself');
        await delay(5);
      }
      await delay(Math.random() * withinMs);
      process.kill('SIGKILL');
      await ended;
      const result = await recoverAndCheck(root, acks, worker, startUs);
      await rm(folder, { recursive: true, force: true });
      await rm(acks);
      return { rate, ...result };
    },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

async function recoverAndCheck(
  root: string,
  acks: string,
  worker: string,
  startUs: number,
): Promise<Omit<KillResult, 'rate'>> {
  const startedMs = performance.now();
  const recorder = await openRecorder({
    directory: root,
    product: { name: 'kill drill', version: '0' },
    profile: 'standard',
    workerUrl: pathToFileURL(worker),
  });
  await recorder.recovered;
  const recoveryMs = performance.now() - startedMs;
  const { recoveredRows } = recorder.status();
  await recorder.close();
  const check = await checkTrades(root, startUs);
  const bytes = await readFile(acks);
  const records: [number, number][] = [];
  for (let at = 0; at + 16 <= bytes.length; at += 16)
    records.push([bytes.readDoubleLE(at), bytes.readDoubleLE(at + 8)]);
  const [killedMs, handedOver] = records.at(-1) ?? [0, 0];
  const lost = handedOver - (check.rows - check.duplicates);
  const firstLost = records.find(([, sent]) => sent > check.rows - check.duplicates);
  return {
    ...check,
    handedOver,
    lost,
    lostMs: lost > 0 && firstLost ? killedMs - firstLost[0] : 0,
    recoveredRows,
    recoveryMs,
  };
}

const RATES = [1_000, 20_000];

/** `npm run drill -- kill --runs 200`: half of the kills at each rate. Prints one JSON line per kill rate; exit code 1 on any damage. */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { runs: { type: 'string', default: '200' }, within: { type: 'string', default: '3000' } },
  });
  const runs = Number(values.runs);
  const withinMs = Number(values.within);
  const drill = await prepareKillDrill();
  let damaged = false;
  try {
    for (const rate of RATES) {
      const results: KillResult[] = [];
      for (let i = 0; i < Math.ceil(runs / RATES.length); i++) results.push(await drill.killOnce({ rate, withinMs }));
      const summary = summarise(rate, results);
      damaged ||=
        summary.unreadableFiles + summary.duplicates + summary.missing + summary.wrongValues > 0 ||
        summary.lostMsMax > 1_000;
      console.log(JSON.stringify(summary));
    }
  } finally {
    await drill.close();
  }
  return damaged ? 1 : 0;
}

function summarise(rate: number, results: readonly KillResult[]) {
  const sum = (pick: (result: KillResult) => number) => results.reduce((total, result) => total + pick(result), 0);
  const sorted = (pick: (result: KillResult) => number) => results.map(pick).sort((a, b) => a - b);
  const median = (values: readonly number[]) => Math.round(values[Math.floor(values.length / 2)] ?? 0);
  const max = (values: readonly number[]) => Math.round(values.at(-1) ?? 0);
  const lost = sorted((result) => result.lost);
  const recovery = sorted((result) => result.recoveryMs);
  return {
    drill: 'kill',
    rate,
    kills: results.length,
    handedOver: sum((result) => result.handedOver),
    unreadableFiles: sum((result) => result.unreadableFiles),
    lostMedian: median(lost),
    lostMax: max(lost),
    lostMsMax: max(sorted((result) => result.lostMs)),
    killsWithoutLoss: lost.filter((count) => count === 0).length,
    duplicates: sum((result) => result.duplicates),
    missing: sum((result) => result.missing),
    wrongValues: sum((result) => result.wrongValues),
    recoveredRows: sum((result) => result.recoveredRows),
    recoveryMsMedian: median(recovery),
    recoveryMsMax: max(recovery),
  };
}
