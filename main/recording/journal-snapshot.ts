import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { isRunning } from '../is-running.ts';
import { writeParquetFile } from '../parquet/parquet-writer.ts';
import { DATASETS, type RecordedTable } from './datasets.ts';
import { readJournal } from './journal-file.ts';
import { rowsOfFrames } from './journal-rows.ts';
import { datasetDirectory, type JournalName, journalDirectory, listJournals, segmentFile } from './layout.ts';
import { segmentMetadata } from './segment-metadata.ts';

/**
 * The rows that a recorder, perhaps in another process, has in its journals and in no segment yet, as Parquet files in a temporary folder. They
 * are named as their segments will be: a reader that lists the segments afterwards leaves out what is among them meanwhile
 * (`parquetFilesOf`), so that no row is missed or counted twice.
 */
export interface JournalSnapshot {
  files(table: RecordedTable): readonly string[];
  readonly all: readonly string[];
  /** The dataset that a file of it belongs to; null for any other file. */
  datasetOf(file: string): string | null;
  /** Rows that could not be read, for people; null = none. */
  readonly problem: string | null;
  remove(): Promise<void>;
}

const NOTHING: JournalSnapshot = {
  files: () => [],
  all: [],
  datasetOf: () => null,
  problem: null,
  remove: async () => {},
};
const PREFIX = 'multi-ticker-journals-';

/**
 * Reads the journals of the recording that `path` is (a data directory, its `parquet_data`, one of the two datasets); of anything else there
 * are none. Only reads in the recording; what is written there meanwhile is not in it. The files lie in `scratchFolder`, which the caller
 * removes, or in a folder of their own. Never rejects.
 */
export async function snapshotJournals(path: string, scratchFolder?: string): Promise<JournalSnapshot> {
  const place = await recordingAt(resolve(path));
  if (place === null) return NOTHING;
  const files: { readonly table: RecordedTable; readonly path: string }[] = [];
  let folder: string | null = null;
  let problem: string | null = null;
  const remove = async () => {
    if (folder !== null) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  };
  try {
    for (const { table, rows, info, number } of await readAll(place.root, place.tables)) {
      folder ??= await makeFolder(scratchFolder);
      const target = join(folder, basename(segmentFile(table, rows.firstUs ?? 0, number)));
      const metadata = await segmentMetadata(place.root, 'journal', table, rows.block.length, rows, info);
      await writeParquetFile(target, DATASETS[table].columns, [rows.block], { metadata });
      files.push({ table, path: target });
    }
  } catch (error) {
    problem = `The newest rows, which are still in journals, are missing (${(error as Error).message}).`;
  }
  return {
    files: (table) => files.filter((file) => file.table === table).map((file) => file.path),
    all: files.map((file) => file.path),
    datasetOf(name) {
      const file = files.find((candidate) => candidate.path === name);
      return file === undefined ? null : datasetDirectory(place.root, DATASETS[file.table]);
    },
    problem,
    remove,
  };
}

const TABLES = Object.values(DATASETS).map(({ table }) => table);

/** The folder with the journals, and the tables that the path means. */
async function recordingAt(path: string): Promise<{ root: string; tables: readonly RecordedTable[] } | null> {
  const own = TABLES.filter((table) => basename(path) === DATASETS[table].directory);
  const places =
    own.length > 0
      ? [{ root: dirname(path), tables: own }]
      : [path, join(path, 'parquet_data')].map((root) => ({ root, tables: TABLES }));
  for (const place of places) {
    const info = await stat(journalDirectory(place.root)).catch(() => null);
    if (info?.isDirectory() === true) return place;
  }
  return null;
}

/** Each journal once, up to where a later one repeats what could not be written to it. */
async function readAll(root: string, tables: readonly RecordedTable[]) {
  const journals: (JournalName & Awaited<ReturnType<typeof readJournal>>)[] = [];
  for (const name of await listJournals(root)) {
    if (!tables.includes(name.table)) continue;
    const content = await readJournal(name.path).catch((error: NodeJS.ErrnoException) => {
      // It has become a segment.
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (content !== null) journals.push({ ...name, ...content });
  }
  return journals
    .map(({ table, number, bytes, frames, info }, i) => {
      const later = journals
        .slice(i + 1)
        .filter((other) => other.table === table)
        .map((other) => other.frames[0]);
      const run = frames[0]?.run;
      const until = later.find((frame) => frame !== undefined && frame.run === run)?.number ?? Number.POSITIVE_INFINITY;
      const own = frames.filter((frame) => frame.number < until);
      return { table, number, info, rows: rowsOfFrames(table, bytes, own) };
    })
    .filter(({ rows }) => rows.block.length > 0);
}

async function makeFolder(scratchFolder: string | undefined): Promise<string> {
  if (scratchFolder !== undefined) return mkdtemp(join(scratchFolder, 'journals-'));
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const pid = name.startsWith(PREFIX) ? /^(\d+)-/.exec(name.slice(PREFIX.length))?.[1] : undefined;
    // What a process that was killed left behind.
    if (pid !== undefined && !isRunning(Number(pid))) {
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
  return mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
}
