import type { Trade } from '../../engine/trade.ts';
import { parquetFilesOf } from './dataset-files.ts';
import { type BatchKind, mergeByTime, type TimedSource } from './merge-by-time.ts';
import { openParquetFile, type ParquetFile, ParquetFileError, type RowSlice } from './parquet-file.ts';
import { readTradeColumns, tradeLayoutOf, tradeOfRow } from './trade-layout.ts';

const BATCH_ROWS = 4_096;
/** Footers read at once while a dataset is described. */
const PARALLEL_FILES = 8;

/** Trades with their exact arrival times, Unix nanoseconds; both arrays have the same length, never 0. */
export interface TradeBatch {
  readonly trades: readonly Trade[];
  readonly receivedTimeNs: readonly bigint[];
}

interface GrowingBatch {
  readonly trades: Trade[];
  readonly receivedTimeNs: bigint[];
}

const TRADE_BATCHES: BatchKind<TradeBatch> = {
  times: (batch) => batch.receivedTimeNs,
  empty: (): GrowingBatch => ({ trades: [], receivedTimeNs: [] }),
  append(to, from, start, end) {
    const { trades, receivedTimeNs } = to as GrowingBatch;
    for (let i = start; i < end; i++) {
      trades.push(from.trades[i] as Trade);
      receivedTimeNs.push(from.receivedTimeNs[i] as bigint);
    }
  },
};

/** Filled while reading: nothing is left out in silence. */
export interface ReadCounters {
  /** Trades handed over. */
  trades: number;
  /** Rows passed over because they were fetched later: they never arrived. */
  backfilledRows: number;
  /** Rows left out because a field was missing or impossible. */
  unusableRows: number;
  /** The first unusable row, for people; null = none. */
  firstProblem: string | null;
}

export const createReadCounters = (): ReadCounters => ({
  trades: 0,
  backfilledRows: 0,
  unusableRows: 0,
  firstProblem: null,
});

/** Told of a file of a dataset that is damaged or of another kind, and left out from there on; without it such a file is an error. */
export type OnDamaged = (problem: ParquetFileError) => void;

/** What a file or dataset holds, from its footers and its first and last rows. */
export interface TradesDescription {
  readonly rows: number;
  /** Arrival of the first and of the last trade, Unix nanoseconds; null if there is none. */
  readonly firstNs: bigint | null;
  readonly lastNs: bigint | null;
  readonly files: readonly TradeFileSpan[];
}

export interface TradeFileSpan {
  readonly path: string;
  readonly rows: number;
  readonly firstNs: bigint | null;
  readonly lastNs: bigint | null;
}

/**
 * Reads the trades of a Parquet file in file order, or those of a dataset directory in order of arrival: one file after the
 * other, merged where files overlap in time. Accepts the columns of the original system (arrival in `csp_timestamp`)
 * and our own. Memory is bounded by a slice of one row group per open file.
 * Throws ParquetFileError naming file and problem; rows that are unusable are left out and counted. `more` are files of the dataset that lie
 * elsewhere.
 */
export async function* readTrades(
  path: string,
  counters: ReadCounters = createReadCounters(),
  more: readonly string[] = [],
): AsyncGenerator<TradeBatch, void, undefined> {
  const files = await parquetFilesOf(path, more);
  const [only] = files;
  if (files.length === 1 && only !== undefined) {
    yield* readFile(only, counters);
    return;
  }
  yield* readTradesOf((await describeFiles(files)).files, counters);
}

/**
 * As readTrades, of described files, without those that end before `fromNs`. In a file the search for the first row supposes
 * order of arrival; rows before `fromNs` may still come where a file is not quite in order.
 */
export async function* readTradesOf(
  spans: readonly TradeFileSpan[],
  counters: ReadCounters,
  fromNs: bigint | null = null,
  onDamaged: OnDamaged | null = null,
): AsyncGenerator<TradeBatch, void, undefined> {
  const [only] = spans;
  if (spans.length === 1 && only !== undefined) {
    yield* readFile(only.path, counters, fromNs);
    return;
  }
  const sources: TimedSource<TradeBatch>[] = [];
  for (const { path, firstNs, lastNs } of spans) {
    if (firstNs === null || (fromNs !== null && lastNs !== null && lastNs < fromNs)) continue;
    sources.push({ firstNs, batches: () => upToDamage(readFile(path, counters, fromNs), onDamaged) });
  }
  yield* mergeByTime(sources, BATCH_ROWS, TRADE_BATCHES);
}

/** Row count and time span of a file or dataset, without reading it all. Throws ParquetFileError, also if every file is damaged. */
export async function describeTrades(
  path: string,
  more: readonly string[] = [],
  onDamaged: OnDamaged | null = null,
): Promise<TradesDescription> {
  return describeFiles(await parquetFilesOf(path, more), onDamaged);
}

async function* upToDamage(
  batches: AsyncGenerator<TradeBatch, void, undefined>,
  onDamaged: OnDamaged | null,
): AsyncGenerator<TradeBatch, void, undefined> {
  try {
    yield* batches;
  } catch (error) {
    if (onDamaged === null || !(error instanceof ParquetFileError)) throw error;
    onDamaged(error);
  }
}

async function* readFile(
  path: string,
  counters: ReadCounters,
  fromNs: bigint | null = null,
): AsyncGenerator<TradeBatch, void, undefined> {
  const file = await openParquetFile(path);
  try {
    const layout = tradeLayoutOf(file);
    const first = fromNs === null ? 0 : await sliceAt(file, layout.receivedTime, fromNs);
    for (const slice of file.slices.slice(first)) {
      const columns = await readTradeColumns(file, layout, slice);
      const rows = slice.end - slice.start;
      for (let start = 0; start < rows; start += BATCH_ROWS) {
        const trades: Trade[] = [];
        const receivedTimeNs: bigint[] = [];
        const end = Math.min(start + BATCH_ROWS, rows);
        for (let i = start; i < end; i++) {
          const trade = tradeOfRow(columns, i);
          if (trade === null) {
            counters.backfilledRows += 1;
          } else if (typeof trade === 'string') {
            counters.unusableRows += 1;
            counters.firstProblem ??= `${path}, row ${slice.start + i}: ${trade}`;
          } else {
            trades.push(trade);
            receivedTimeNs.push(columns.receivedTime[i] as bigint);
          }
        }
        counters.trades += trades.length;
        if (trades.length > 0) yield { trades, receivedTimeNs };
      }
    }
  } finally {
    await file.close();
  }
}

/** Index of the last slice that starts before an instant, so that the first row at or after it is not passed over. */
async function sliceAt(file: ParquetFile, column: string, fromNs: bigint): Promise<number> {
  let low = 0;
  let high = file.slices.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const { min } = await timeSpan(file, column, file.slices[middle] as RowSlice);
    if (min !== null && min < fromNs) low = middle;
    else high = middle - 1;
  }
  return low;
}

async function describeFiles(paths: readonly string[], onDamaged: OnDamaged | null = null): Promise<TradesDescription> {
  const files: TradeFileSpan[] = [];
  const damaged: ParquetFileError[] = [];
  const describe = (path: string): Promise<TradeFileSpan | null> =>
    describeFile(path).catch((error: unknown) => {
      if (onDamaged === null || !(error instanceof ParquetFileError)) throw error;
      damaged.push(error);
      return null;
    });
  for (let i = 0; i < paths.length; i += PARALLEL_FILES) {
    const described = await Promise.all(paths.slice(i, i + PARALLEL_FILES).map(describe));
    files.push(...described.filter((file) => file !== null));
  }
  if (files.length === 0 && damaged[0] !== undefined) throw damaged[0];
  for (const problem of damaged) onDamaged?.(problem);
  let firstNs: bigint | null = null;
  let lastNs: bigint | null = null;
  for (const file of files) {
    if (file.firstNs !== null && (firstNs === null || file.firstNs < firstNs)) firstNs = file.firstNs;
    if (file.lastNs !== null && (lastNs === null || file.lastNs > lastNs)) lastNs = file.lastNs;
  }
  return { rows: files.reduce((sum, file) => sum + file.rows, 0), firstNs, lastNs, files };
}

async function describeFile(path: string): Promise<TradeFileSpan> {
  const file = await openParquetFile(path);
  try {
    const { receivedTime } = tradeLayoutOf(file);
    const statistics = file.statisticsOf(receivedTime);
    if (typeof statistics?.min === 'bigint' && typeof statistics.max === 'bigint') {
      return { path, rows: file.rows, firstNs: statistics.min, lastNs: statistics.max };
    }
    const first = await firstTimeSpan(file, receivedTime, file.slices);
    const last = await firstTimeSpan(file, receivedTime, [...file.slices].reverse());
    return { path, rows: file.rows, firstNs: first?.min ?? null, lastNs: last?.max ?? null };
  } finally {
    await file.close();
  }
}

/** Of the first slice with a time: trades that were fetched later have none, and stand at the end of a segment. */
async function firstTimeSpan(file: ParquetFile, column: string, slices: readonly RowSlice[]) {
  for (const slice of slices) {
    const span = await timeSpan(file, column, slice);
    if (span.min !== null) return span;
  }
  return null;
}

async function timeSpan(file: ParquetFile, column: string, slice: RowSlice) {
  const values = await file.readColumn(column, slice);
  let min: bigint | null = null;
  let max: bigint | null = null;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== 'bigint') continue;
    if (min === null || value < min) min = value;
    if (max === null || value > max) max = value;
  }
  return { min, max };
}
