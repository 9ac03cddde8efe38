import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { engineConfig } from '../engine/config.ts';
import { createEngine } from '../engine/create-engine.ts';
import type { Profile } from '../engine/engine.ts';
import { STATISTICS_COLUMNS } from '../engine/schema.ts';
import { driveEngine, originOf } from '../main/engine-driver.ts';
import { openReplayFeed } from '../main/feed/replay/replay-feed.ts';
import { parquetFilesOf } from '../main/parquet/dataset-files.ts';
import { openParquetFile } from '../main/parquet/parquet-file.ts';
import { DATASETS } from '../main/recording/datasets.ts';
import { statisticsCells } from '../main/recording/recorded-cells.ts';
import { runToEnd, startServer, waitFor } from '../tests/e2e/support/server-process.ts';
import { startPolygonServer } from '../tests/polygon-server/server.ts';
import type { TradeSource } from '../tests/polygon-server/source.ts';

const NS_PER_US = 1_000n;

export interface LiveRun {
  readonly profile: Profile;
  readonly seconds: number;
  /** What the provider sends. */
  readonly source: TradeSource;
}

type Cell = string | number | boolean | bigint | null;
/** Rows by pair and time, in the columns of the dataset of statistics; times are Unix microseconds. */
export type StatisticsRows = ReadonlyMap<string, readonly Cell[]>;

/** How the values of one column differ between two sets of rows. */
export interface ColumnDifference {
  readonly column: string;
  readonly compared: number;
  /** Cells that are not the same, null against a value included. */
  readonly different: number;
  readonly worstAbsolute: number;
  /** Against the larger of the two. */
  readonly worstRelative: number;
}

export interface Comparison {
  readonly rows: number;
  /** Rows that only one of the two has, up to the last second that both have seen. */
  readonly missing: number;
  readonly columns: readonly ColumnDifference[];
}

/**
 * Runs the built application on a Polygon server of this computer, with a row of statistics recorded every second, and cuts the connection in
 * the middle. Resolves to the data directory, which the caller removes.
 */
export async function recordLive({ profile, seconds, source }: LiveRun): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'live-equals-replay-'));
  const polygon = await startPolygonServer({ source });
  const record = ['--data-dir', dataDir, '--statistics-interval', '1', '--profile', profile, '--no-backfill'];
  const server = await startServer(['--feed-url', polygon.url, ...record, '--log-level', 'error'], {
    POLYGON_API_KEY: 'drill',
  });
  const trades = async (): Promise<number> => {
    const { counts } = (await (await fetch(`${server.webUrl}/healthz`)).json()) as { counts: { trades: number } };
    return counts.trades;
  };
  try {
    await waitFor(async () => ((await trades()) > 0 ? true : null));
    await delay(seconds * 500);
    polygon.drop();
    const before = await trades();
    await waitFor(async () => ((await trades()) > before ? true : null));
    await delay(seconds * 500);
  } finally {
    await server.stop();
    await polygon.stop();
  }
  return dataDir;
}

/** The recorded statistics of a data directory. */
export function recordedRows(dataDir: string): Promise<StatisticsRows> {
  return readRows(join(dataDir, 'parquet_data', DATASETS.statistics.directory), ({ name }) => name);
}

/** What `npm start -- compute` makes of the recorded trades. */
export async function computedRows(dataDir: string, profile: Profile): Promise<StatisticsRows> {
  const output = join(dataDir, 'computed.parquet');
  const args = ['--input', dataDir, '--output', output, '--profile', profile];
  const { code, stderr } = await runToEnd(['compute', ...args]);
  if (code !== 0) throw new Error(`compute ended with ${code}: ${stderr}`);
  return readRows(output, (column) => {
    if (profile === 'standard') return column.name;
    return column.name === 'time' ? 'csp_timestamp' : column.originalName;
  });
}

/** What a replay at full speed computes, as the application does. */
export async function replayedRows(dataDir: string, profile: Profile): Promise<StatisticsRows> {
  const feed = await openReplayFeed({ path: dataDir, speed: Number.POSITIVE_INFINITY });
  const originUs = originOf(feed.firstUs);
  const rows = new Map<string, Cell[]>();
  const config = engineConfig(profile, originUs / 1e6, { catchUpLimitS: Number.POSITIVE_INFINITY });
  const engine = createEngine(config, (batch) => {
    const cells = statisticsCells(batch, driver.timeMsOf(batch));
    for (let row = 0; row < batch.length; row++) {
      const values = DATASETS.statistics.columns.map((_, column) => plain(cells(column, row)));
      rows.set(keyOf(values), values);
    }
  });
  const driver = driveEngine(engine, feed, originUs);
  for (const gap of feed.gaps) driver.onGap(gap);
  await new Promise<void>((resolve) => {
    feed.start({
      onTrades: driver.onTrades,
      onGap: driver.onGap,
      onQuiet: driver.catchUp,
      onStatus: ({ state }) => state === 'stopped' && resolve(),
    });
  });
  driver.stop();
  await feed.stop();
  return rows;
}

const COLUMNS = DATASETS.statistics.columns;
const PAIR = COLUMNS.findIndex(({ name }) => name === 'pair');
const TIME = COLUMNS.findIndex(({ name }) => name === 'time');
const keyOf = (values: readonly Cell[]): string => `${values[TIME]} ${values[PAIR]}`;
const plain = (cell: Cell | undefined): Cell => (Number.isNaN(cell) ? null : (cell ?? null));

type Named = (column: (typeof STATISTICS_COLUMNS)[number]) => string | null;

/** Reads all columns that the files have, each under the name that it has there. */
async function readRows(path: string, named: Named): Promise<StatisticsRows> {
  const rows = new Map<string, Cell[]>();
  for (const name of await parquetFilesOf(path)) {
    const file = await openParquetFile(name);
    for (const slice of file.slices) {
      const columns: (ArrayLike<unknown> | null)[] = [];
      for (const column of STATISTICS_COLUMNS) {
        const own = named(column);
        columns.push(own !== null && file.columns.has(own) ? await file.readColumn(own, slice) : null);
      }
      for (let i = 0; i < slice.end - slice.start; i++) {
        const values = columns.map((column, c) => {
          if (column === null) return undefined as never;
          const cell = plain(column[i] as Cell);
          return COLUMNS[c]?.type === 'time-us' && typeof cell === 'bigint' ? Number(cell / NS_PER_US) : cell;
        });
        rows.set(keyOf(values), values);
      }
    }
    await file.close();
  }
  return rows;
}

/** Compares live rows with those that were made of the recorded trades; columns that these do not have are left out. */
export function compareRows(live: StatisticsRows, again: StatisticsRows): Comparison {
  const newest = (rows: StatisticsRows) => {
    let us = Number.NEGATIVE_INFINITY;
    for (const values of rows.values()) us = Math.max(us, values[TIME] as number);
    return us;
  };
  const until = Math.min(newest(live), newest(again));
  const common = (rows: StatisticsRows) => [...rows].filter(([, values]) => (values[TIME] as number) <= until);
  const before = common(live);
  let missing = common(again).filter(([key]) => !live.has(key)).length;
  const columns = COLUMNS.map(({ name }) => ({
    column: name,
    compared: 0,
    different: 0,
    worstAbsolute: 0,
    worstRelative: 0,
  }));
  for (const [key, values] of before) {
    const others = again.get(key);
    if (others === undefined) missing += 1;
    for (const [c, column] of columns.entries()) {
      const [a, b] = [values[c], others?.[c]];
      if (a === undefined || b === undefined) continue;
      column.compared += 1;
      if (Object.is(a, b)) continue;
      column.different += 1;
      const isNumber = typeof a === 'number' && typeof b === 'number';
      const absolute = isNumber ? Math.abs(a - b) : Number.POSITIVE_INFINITY;
      const relative = isNumber ? absolute / Math.max(Math.abs(a), Math.abs(b)) : Number.POSITIVE_INFINITY;
      column.worstAbsolute = Math.max(column.worstAbsolute, absolute);
      column.worstRelative = Math.max(column.worstRelative, relative);
    }
  }
  return { rows: before.length, missing, columns: columns.filter(({ compared }) => compared > 0) };
}
