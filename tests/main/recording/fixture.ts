import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { StatisticsBatch } from '../../../engine/engine.ts';
import { STATISTIC_NAMES, type StatisticName } from '../../../engine/schema.ts';
import type { Trade } from '../../../engine/trade.ts';
import { openParquetFile } from '../../../main/parquet/parquet-file.ts';
import type { RecordedTable } from '../../../main/recording/datasets.ts';
import { encodeFrame, type QueuedFrame, queuedFrame } from '../../../main/recording/frame.ts';
import { createJournalFile } from '../../../main/recording/journal-file.ts';
import { journalDirectory, journalPath, listSegments } from '../../../main/recording/layout.ts';
import { tradeCells } from '../../../main/recording/recorded-cells.ts';
import { openRecorder, type Recorder, type RecorderOptions } from '../../../main/recording/recorder.ts';
import { bundleForNode } from '../parquet/bundle.ts';

export const NOON_US = Date.UTC(2026, 0, 1, 12) * 1_000;

const PAIRS = ['BTC-USD', 'ETH-EUR', 'DOGE-USD', 'XYZ-BTC'];

/** Trades a millisecond and a bit apart; their ids count from `first`. */
export function makeTrades(count: number, first = 0, startUs = NOON_US): Trade[] {
  return Array.from({ length: count }, (_, i) => {
    const n = first + i;
    return {
      pair: PAIRS[n % PAIRS.length] as string,
      price: 100 + (n % 977) / 7,
      size: (n % 13) / 1_000,
      side: n % 3 === 0 ? 'buy' : n % 3 === 1 ? 'sell' : 'unknown',
      exchange: (n % 4) + 1,
      tradeId: n % 5 === 0 ? null : `t${n}`,
      tradeTimeMs: startUs / 1_000 + n + 0.125,
      vendorTimeMs: null,
      receivedTimeUs: startUs + n * 1_003,
    } satisfies Trade;
  });
}

export function makeStatistics(rows: number, seed = 0): StatisticsBatch {
  const values = Object.fromEntries(
    STATISTIC_NAMES.map((name, k) => [
      name,
      Float64Array.from({ length: rows }, (_, i) => ((i + k) % 5 === 4 ? Number.NaN : seed + i / 3 + k)),
    ]),
  ) as Record<StatisticName, Float64Array>;
  return {
    timeNs: 0,
    length: rows,
    pairs: Array.from({ length: rows }, (_, i) => `P${i}-USD`),
    values,
    lastTradeTimeMs: Float64Array.from({ length: rows }, (_, i) => NOON_US / 1_000 + i),
    partial: Uint8Array.from({ length: rows }, (_, i) => i % 2),
    partial5m: new Uint8Array(rows),
    afterReset: new Uint8Array(rows),
  };
}

export interface Fixture {
  /** A folder for `parquet_data`, in a folder of its own. */
  readonly root: string;
  readonly messages: string[];
  open(options?: Partial<RecorderOptions>): Promise<Recorder>;
  close(): Promise<void>;
}

let worker: Promise<URL> | null = null;

/** The segment worker, bundled for this process. */
export async function bundledWorker(): Promise<URL> {
  const directory = await mkdtemp(join(tmpdir(), 'segment-worker-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  return pathToFileURL(await bundleForNode('main/recording/segment-worker.ts', directory));
}

/** A temporary folder and recorders in it, with short times. */
export async function createFixture(): Promise<Fixture> {
  const parent = await mkdtemp(join(tmpdir(), 'recording-'));
  const root = join(parent, 'parquet_data');
  const messages: string[] = [];
  const opened: Recorder[] = [];
  return {
    root,
    messages,
    async open(options) {
      worker ??= bundledWorker();
      const recorder = await openRecorder({
        directory: root,
        product: { name: 'test', version: '1.2.3' },
        profile: 'standard',
        log: { info: (text) => messages.push(text), warn: (text) => messages.push(text) },
        retryAfterMs: 100,
        workerUrl: await worker,
        ...options,
      });
      opened.push(recorder);
      return recorder;
    },
    async close() {
      for (const recorder of opened) await recorder.close();
      await rm(parent, { recursive: true, force: true });
    },
  };
}

export type Row = Record<string, unknown>;

/** All rows of a file; times in Unix microseconds, nulls as null. */
export async function readFileRows(path: string): Promise<Row[]> {
  const file = await openParquetFile(path);
  try {
    const rows: Row[] = [];
    for (const slice of file.slices) {
      const part: Row[] = Array.from({ length: slice.end - slice.start }, () => ({}));
      for (const name of file.columns.keys()) {
        const values = await file.readColumn(name, slice);
        for (const [i, row] of part.entries()) row[name] = plain(values[i], name);
      }
      rows.push(...part);
    }
    return rows;
  } finally {
    await file.close();
  }
}

const plain = (value: unknown, name: string): unknown =>
  typeof value === 'bigint' ? Number(name.endsWith('time') ? value / 1_000n : value) : (value ?? null);

/** All rows of a recorded table, segment after segment. */
export async function readTable(root: string, table: RecordedTable): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { file } of await listSegments(root, table)) rows.push(...(await readFileRows(join(root, file))));
  return rows;
}

/** A trade as a row of its dataset. */
export function tradeRow(trade: Trade): Row {
  return {
    received_time: trade.receivedTimeUs,
    trade_time: Math.round(trade.tradeTimeMs * 1_000),
    pair: trade.pair,
    price: trade.price,
    size: trade.size,
    volume: trade.price * trade.size,
    side: trade.side,
    exchange: trade.exchange,
    trade_id: trade.tradeId,
    backfilled: null,
  };
}

/** Fails, in few words, unless the recorded trades are exactly these, in this order. */
export async function expectTrades(root: string, trades: readonly Trade[]): Promise<void> {
  const rows = await readTable(root, 'trades');
  expect(rows).toHaveLength(trades.length);
  for (const [i, trade] of trades.entries()) {
    if (!isDeepStrictEqual(rows[i], tradeRow(trade))) expect(rows[i], `row ${i}`).toEqual(tradeRow(trade));
  }
}

/** Waits until a condition holds; fails after 20 s. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`still waiting for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function frameOf(number: number, trades: readonly Trade[]): QueuedFrame {
  const header = { table: 'trades', run: 77, number, firstRow: 0, rows: trades.length } as const;
  return queuedFrame(encodeFrame(header, tradeCells(trades)).bytes);
}

/** Leaves a journal as a killed process does: one frame per list of trades, numbered from `firstFrame`. */
export async function leaveJournal(
  root: string,
  number: number,
  frames: readonly (readonly Trade[])[],
  firstFrame = number * 1_000,
): Promise<string> {
  await mkdir(journalDirectory(root), { recursive: true });
  const path = journalPath(root, 'trades', number);
  const journal = await createJournalFile(path, number, {
    productVersion: '0',
    profile: 'csp',
    feed: 'polygon',
    statisticsIntervalS: 60,
  });
  await journal.append(frames.map((trades, i) => frameOf(firstFrame + i, trades)));
  await journal.close();
  return path;
}
