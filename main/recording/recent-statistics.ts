import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Profile } from '../../engine/engine.ts';
import { STATISTIC_NAMES, type StatisticName } from '../../engine/schema.ts';
import type { FeedKind } from '../feed/feed.ts';
import { CELL, FLAG, PairHistory, ROW_CELLS } from '../hub/pair-history.ts';
import { openParquetFile, type ParquetFile } from '../parquet/parquet-file.ts';
import { HISTORY_COLUMNS } from '../publish/stream-messages.ts';
import { listSegments } from './layout.ts';
import { type ManifestEntry, readManifest } from './manifest.ts';

/** Rows closer together than this are left out: charts of recorded time show a row a minute. */
export const STORED_INTERVAL_MS = 60_000;
const MAX_ROWS_PER_PAIR = 1_440;
/** What a market of 400 pairs needs; pairs that come later are left out. */
const MAX_BYTES = 96 * 1024 * 1024;
const NANOSECONDS_PER_US = 1_000n;

export interface RecentStatisticsQuery {
  /** The folder `parquet_data`. */
  readonly root: string;
  /** Statistics of the other profile are other numbers: they are left out. */
  readonly profile: Profile;
  /** Statistics of a simulated market are no past of the real one. */
  readonly feed: FeedKind;
  /** Half-open, Unix milliseconds. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly signal: AbortSignal;
}

export interface RecentStatistics {
  /** Rows of each pair, oldest first, with the columns that charts need. */
  readonly pairs: ReadonlyMap<string, PairHistory>;
  readonly rows: number;
  /** Segments that could not be read, with the reason, for people. */
  readonly unreadable: readonly string[];
  /** Segments left out because another profile or feed, or none that is known, made them. */
  readonly others: number;
}

const STATISTICS = HISTORY_COLUMNS.filter((name): name is Extract<typeof name, StatisticName> =>
  STATISTIC_NAMES.some((statistic) => statistic === name),
);

/**
 * Reads the statistics of some hours from our own segments, slice by slice with room for other work between. Never rejects for an
 * unreadable segment; stops early with what it has when the signal says so.
 */
export async function readRecentStatistics(query: RecentStatisticsQuery): Promise<RecentStatistics> {
  const { root, signal } = query;
  const pairs = new Map<string, PairHistory>();
  const unreadable: string[] = [];
  const count = { rows: 0, bytes: 0 };
  let others = 0;
  const manifest = await readManifest(root);
  for (const { file } of await listSegments(root, 'statistics')) {
    if (signal.aborted) break;
    if (!mayHold(manifest.get(file), query)) continue;
    try {
      const segment = await openParquetFile(join(root, file));
      try {
        if (isAlike(segment, query)) await readSegment(segment, query, pairs, count);
        else others += 1;
      } finally {
        await segment.close();
      }
    } catch (error) {
      unreadable.push((error as Error).message);
    }
  }
  return { pairs, rows: count.rows, unreadable, others };
}

function mayHold(entry: ManifestEntry | undefined, { fromMs, untilMs }: RecentStatisticsQuery): boolean {
  if (entry === undefined || entry.firstUs === null || entry.lastUs === null) return true;
  return entry.lastUs >= fromMs * 1_000 && entry.firstUs < untilMs * 1_000;
}

function isAlike({ metadata }: ParquetFile, { profile, feed }: RecentStatisticsQuery): boolean {
  const textOf = (name: string) => metadata.key_value_metadata?.find(({ key }) => key === name)?.value;
  return textOf('profile') === profile && textOf('feed') === feed;
}

async function readSegment(
  file: ParquetFile,
  { fromMs, untilMs, signal }: RecentStatisticsQuery,
  pairs: Map<string, PairHistory>,
  count: { rows: number; bytes: number },
): Promise<void> {
  for (const slice of file.slices) {
    if (signal.aborted) return;
    const time = await file.readColumn('time', slice);
    const pair = await file.readColumn('pair', slice);
    const wanted: { readonly row: number; readonly history: PairHistory; readonly cells: Float64Array }[] = [];
    const newestMs = new Map<PairHistory, number>();
    for (let row = 0; row < time.length; row += 1) {
      const [ns, name] = [time[row], pair[row]];
      if (typeof ns !== 'bigint' || typeof name !== 'string') continue;
      const timeMs = Number(ns / NANOSECONDS_PER_US) / 1_000;
      if (timeMs < fromMs || timeMs >= untilMs) continue;
      const history = pairs.get(name) ?? (count.bytes < MAX_BYTES ? new PairHistory() : null);
      if (history === null) continue;
      pairs.set(name, history);
      const beforeMs = newestMs.get(history) ?? (history.length === 0 ? -1 : history.at(history.length - 1, CELL.time));
      if (Math.floor(timeMs / STORED_INTERVAL_MS) <= Math.floor(beforeMs / STORED_INTERVAL_MS)) continue;
      newestMs.set(history, timeMs);
      const cells = new Float64Array(ROW_CELLS).fill(Number.NaN);
      cells[CELL.time] = timeMs;
      wanted.push({ row, history, cells });
    }
    if (wanted.length === 0) continue;
    for (const name of STATISTICS) {
      const values = await file.readColumn(name, slice);
      const cell = CELL.firstStatistic + STATISTIC_NAMES.indexOf(name);
      for (const { row, cells } of wanted) {
        const value = values[row];
        if (typeof value === 'number') cells[cell] = value;
      }
      await setImmediate();
    }
    const partial = await file.readColumn('partial', slice);
    for (const { row, history, cells } of wanted) {
      cells[CELL.flags] = partial[row] === true ? FLAG.partial : 0;
      count.bytes -= history.bytes;
      history.appendCells(cells, MAX_ROWS_PER_PAIR);
      count.bytes += history.bytes;
    }
    count.rows += wanted.length;
  }
}
