import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { renameDurably, syncDirectory } from '../parquet/durable-file.ts';
import { writeParquetFile } from '../parquet/parquet-writer.ts';
import { verifySegment } from '../parquet/verify-segment.ts';
import { DATASETS, type RecordedTable } from './datasets.ts';
import { readJournal } from './journal-file.ts';
import type { JournalInfo, ScannedJournal } from './journal-format.ts';
import { type JournalRows, rowsOfFrames } from './journal-rows.ts';
import { datasetDirectory, journalDirectory, listSegments, quarantineDirectory, segmentFile } from './layout.ts';
import { addToManifest, type ManifestEntry, readManifest } from './manifest.ts';
import { quarantine, sha256Of } from './segment-files.ts';
import { segmentMetadata } from './segment-metadata.ts';

export interface SealRequest {
  readonly root: string;
  readonly path: string;
  readonly table: RecordedTable;
  readonly number: number;
  /** Frames of this run and number and above are in a later journal; null = none. */
  readonly untilFrame: { readonly run: number; readonly number: number } | null;
  readonly product: string;
}

export interface SealResult {
  /** null: the journal held no rows. */
  readonly segment: ManifestEntry | null;
  /** Bytes of an unfinished write that were cut off, and the rows in them as far as known. */
  readonly tornBytes: number;
  readonly tornRows: number;
  /** Rows lost to damage within the journal, and where a copy of it is kept. */
  readonly damagedBytes: number;
  readonly damagedRows: number;
  readonly damagedCopy: string | null;
}

/**
 * Makes the segment of a journal: encodes the rows, reads the file back and compares every cell, gives it its name, enters it into
 * the manifest, and only then deletes the journal. May be repeated after an interruption at any point. Rejects without having
 * changed the journal.
 */
export async function sealJournal(request: SealRequest): Promise<SealResult> {
  const { root, path, table } = request;
  const journal = await readJournal(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (journal === null) return { segment: await sealedBefore(request), damagedCopy: null, ...NO_LOSSES };
  const { untilFrame } = request;
  const frames = journal.frames.filter(
    (frame) => untilFrame === null || frame.run !== untilFrame.run || frame.number < untilFrame.number,
  );
  const rows = rowsOfFrames(table, journal.bytes, frames);
  const damagedCopy = journal.damagedBytes === 0 ? null : await keepCopy(root, path);
  const segment = rows.block.length === 0 ? null : await ensureSegment(request, rows, journal.info);
  await rm(path, { force: true });
  await syncDirectory(dirname(path));
  return { segment, damagedCopy, ...lossesOf(journal) };
}

const NO_LOSSES = { tornBytes: 0, tornRows: 0, damagedBytes: 0, damagedRows: 0 };

function lossesOf({ tornBytes, tornRows, damagedBytes, damagedRows }: ScannedJournal) {
  return { tornBytes, tornRows, damagedBytes, damagedRows };
}

async function keepCopy(root: string, path: string): Promise<string> {
  await mkdir(quarantineDirectory(root), { recursive: true });
  const copy = join(quarantineDirectory(root), basename(path));
  await copyFile(path, copy);
  return copy;
}

/** The segment of a journal that is gone because it was sealed, of which the answer never arrived. */
async function sealedBefore({ root, path, table, number }: SealRequest): Promise<ManifestEntry> {
  const segment = await segmentOf(root, table, number);
  if (segment === undefined) throw Object.assign(new Error(`${path} is not there.`), { code: 'ENOENT' });
  return requireEntry(await readManifest(root), segment.file);
}

async function segmentOf(root: string, table: RecordedTable, number: number) {
  return (await listSegments(root, table)).find((s) => s.firstNumber <= number && number <= s.lastNumber);
}

async function ensureSegment(
  request: SealRequest,
  rows: JournalRows,
  info: JournalInfo | null,
): Promise<ManifestEntry> {
  const { root, table, number } = request;
  const existing = await segmentOf(root, table, number);
  if (existing !== undefined && existing.lastNumber > existing.firstNumber) {
    // Merged already: only its deletion had failed.
    return requireEntry(await readManifest(root), existing.file);
  }
  if (existing !== undefined && (await holds(join(root, existing.file), table, rows))) {
    return enter(root, existing.file, rows, await sha256Of(join(root, existing.file)));
  }
  if (existing !== undefined) await quarantine(root, existing.file);
  const file = segmentFile(table, rows.firstUs ?? 0, number);
  const target = join(root, file);
  const temporary = join(journalDirectory(root), `.${basename(target)}.tmp`);
  const { columns } = DATASETS[table];
  try {
    const metadata = await segmentMetadata(root, request.product, table, rows.block.length, rows, info);
    const written = await writeParquetFile(temporary, columns, [rows.block], { metadata });
    await verifySegment(temporary, columns, [rows.block]);
    await makeDayFolder(datasetDirectory(root, DATASETS[table]), dirname(target));
    await renameDurably(temporary, target);
    return await enter(root, file, rows, written.sha256);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

function requireEntry(manifest: ReadonlyMap<string, ManifestEntry>, file: string): ManifestEntry {
  const entry = manifest.get(file);
  if (entry === undefined) throw new Error(`${file} is not in the manifest.`);
  return entry;
}

async function holds(path: string, table: RecordedTable, rows: JournalRows): Promise<boolean> {
  return verifySegment(path, DATASETS[table].columns, [rows.block]).then(
    () => true,
    () => false,
  );
}

async function makeDayFolder(dataset: string, day: string): Promise<void> {
  if ((await mkdir(day, { recursive: true })) === undefined) return;
  await syncDirectory(dataset);
  await syncDirectory(dirname(dataset));
}

async function enter(root: string, file: string, rows: JournalRows, sha256: string): Promise<ManifestEntry> {
  const { size, mtimeMs } = await stat(join(root, file));
  const entry: ManifestEntry = {
    file,
    rows: rows.block.length,
    bytes: size,
    sha256,
    firstUs: rows.firstUs,
    lastUs: rows.lastUs,
    sealedAt: new Date().toISOString(),
    modifiedMs: mtimeMs,
  };
  await addToManifest(root, [entry]);
  return entry;
}
