import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DATASETS, type Dataset, RECORDED_TABLES, type RecordedTable } from './datasets.ts';

/**
 * Names under `parquet_data/`. The dataset directories hold nothing but finished segments, because some readers open, or stumble
 * over, every other file there; whatever else the recorder needs lies beside them.
 */
export const journalDirectory = (root: string): string => join(root, '.journal');
export const quarantineDirectory = (root: string): string => join(root, '.quarantine');
export const manifestPath = (root: string): string => join(root, 'manifest.jsonl');
export const gapLedgerPath = (root: string): string => join(root, 'gaps.jsonl');
export const lockPath = (root: string): string => join(root, '.lock');
export const datasetDirectory = (root: string, dataset: Dataset): string => join(root, dataset.directory);

export interface JournalName {
  readonly path: string;
  readonly table: RecordedTable;
  readonly number: number;
}

const NUMBER_DIGITS = 6;
const numbered = (number: number): string => String(number).padStart(NUMBER_DIGITS, '0');
const TABLES = RECORDED_TABLES.join('|');
const JOURNAL_NAME = new RegExp(`^(${TABLES})-(\\d{${NUMBER_DIGITS},})\\.wal$`);
const SEGMENT_NAME = new RegExp(
  `^(${TABLES})-\\d{8}T\\d{6}Z-(\\d{${NUMBER_DIGITS},})(?:-(\\d{${NUMBER_DIGITS},}))?\\.parquet$`,
);

export function journalPath(root: string, table: RecordedTable, number: number): string {
  return join(journalDirectory(root), `${table}-${numbered(number)}.wal`);
}

/** Journals of all tables in order of number. */
export async function listJournals(root: string): Promise<JournalName[]> {
  const directory = journalDirectory(root);
  const journals: JournalName[] = [];
  for (const name of await readdir(directory)) {
    const [, table, number] = JOURNAL_NAME.exec(name) ?? [];
    if (table === undefined) continue;
    journals.push({ path: join(directory, name), table: table as RecordedTable, number: Number(number) });
  }
  return journals.sort((a, b) => a.number - b.number);
}

/** A finished segment. It carries the number of its journal, or, once merged, the first and last number of many. */
export interface SegmentName {
  /** Below the root, with slashes: the key of the manifest. */
  readonly file: string;
  readonly table: RecordedTable;
  /** The date folder, UTC. */
  readonly day: string;
  readonly firstNumber: number;
  readonly lastNumber: number;
}

/** UTC day of a time in Unix microseconds, e.g. 2026-01-31. */
export const dayOf = (timeUs: number): string => new Date(timeUs / 1_000).toISOString().slice(0, 10);

/** The name of a segment below the root: `crypto_trades.parquet/2026-01-31/trades-20260131T235500Z-000017.parquet`. */
export function segmentFile(
  table: RecordedTable,
  firstUs: number,
  firstNumber: number,
  lastNumber = firstNumber,
): string {
  const time = new Date(firstUs / 1_000).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  const range = lastNumber === firstNumber ? numbered(firstNumber) : `${numbered(firstNumber)}-${numbered(lastNumber)}`;
  return `${DATASETS[table].directory}/${dayOf(firstUs)}/${table}-${time}Z-${range}.parquet`;
}

/** The parts of a segment's name; null for a file that is not named as ours are. */
export function parseSegmentFile(file: string): SegmentName | null {
  const [directory, day, name, ...rest] = file.split('/');
  const [, table, first, last] = SEGMENT_NAME.exec(name ?? '') ?? [];
  if (directory === undefined || day === undefined || table === undefined || rest.length > 0) return null;
  if (DATASETS[table as RecordedTable].directory !== directory || !/^\d{4}-\d\d-\d\d$/.test(day)) return null;
  const firstNumber = Number(first);
  return {
    file,
    table: table as RecordedTable,
    day,
    firstNumber,
    lastNumber: last === undefined ? firstNumber : Number(last),
  };
}

/** All segments of a table that are named as ours are, in order of name, which is order of time. */
export async function listSegments(root: string, table: RecordedTable): Promise<SegmentName[]> {
  const { directory } = DATASETS[table];
  const segments: SegmentName[] = [];
  for (const day of (await namesIn(join(root, directory))).sort()) {
    if (!/^\d{4}-\d\d-\d\d$/.test(day)) continue;
    for (const name of (await namesIn(join(root, directory, day))).sort()) {
      const segment = parseSegmentFile(`${directory}/${day}/${name}`);
      if (segment !== null) segments.push(segment);
    }
  }
  return segments;
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
}
