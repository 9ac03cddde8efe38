import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { renameDurably, writeTextDurably } from '../parquet/durable-file.ts';
import { writeParquetFile } from '../parquet/parquet-writer.ts';
import { verifySegment } from '../parquet/verify-segment.ts';
import { DATASETS, RECORDED_TABLES, type RecordedTable } from './datasets.ts';
import { journalDirectory, listJournals, listSegments, type SegmentName, segmentFile } from './layout.ts';
import { addToManifest, type ManifestEntry, readManifest, removeFromManifest } from './manifest.ts';
import { mergedRows } from './merged-rows.ts';
import { sha256Of } from './segment-files.ts';
import { mergedMetadata } from './segment-metadata.ts';

/** Written before the merged file gets its name and removed when the inputs are gone: says what an interruption left to do. */
interface Intent {
  readonly output: ManifestEntry;
  readonly inputs: readonly string[];
}

const INTENT_NAME = /^merge-.*\.json$/;
/** Rows of a merged file: some 30 MB of trades, and a few seconds of the worker. */
const MAX_MERGED_ROWS = 1_000_000;

/** Segments that belong into one file. */
export interface MergeGroup {
  readonly table: RecordedTable;
  readonly segments: readonly (SegmentName & { readonly entry: ManifestEntry })[];
}

/** The first group of segments of a day before `today` (2026-01-31) that can be merged; null = nothing to do. */
export async function findMergeGroup(root: string, today: string): Promise<MergeGroup | null> {
  const manifest = await readManifest(root);
  const journals = await listJournals(root);
  for (const table of RECORDED_TABLES) {
    const unsealed = Math.min(
      ...journals.filter((j) => j.table === table).map((j) => j.number),
      Number.POSITIVE_INFINITY,
    );
    const days = new Map<string, MergeGroup['segments'][number][]>();
    for (const segment of await listSegments(root, table)) {
      const entry = manifest.get(segment.file);
      const known = entry !== undefined && entry.firstUs !== null && segment.lastNumber < unsealed;
      if (segment.day < today && known)
        days.set(segment.day, [...(days.get(segment.day) ?? []), { ...segment, entry }]);
    }
    for (const segments of days.values()) {
      const group = firstGroup(segments);
      if (group.length > 1) return { table, segments: group };
    }
  }
  return null;
}

/** The first run of at least two neighbours that fit into one file. */
function firstGroup(segments: MergeGroup['segments']): MergeGroup['segments'] {
  let group: MergeGroup['segments'][number][] = [];
  let rows = 0;
  for (const segment of segments) {
    if (rows + segment.entry.rows > MAX_MERGED_ROWS) {
      if (group.length > 1) return group;
      group = [];
      rows = 0;
    }
    group.push(segment);
    rows += segment.entry.rows;
  }
  return group;
}

/**
 * Merges a group into one file and returns its entry. The output is read back and compared with the inputs before it replaces them; an
 * interruption at any point leaves either the inputs or, after `finishMerges`, the output. Readers may see both for a moment.
 * Rejects if an input is not what the manifest says.
 */
export async function mergeSegments(root: string, group: MergeGroup, product: string): Promise<ManifestEntry> {
  const { columns, timeColumn } = DATASETS[group.table];
  const inputs = group.segments.map(({ file, entry }) => ({ path: join(root, file), firstUs: entry.firstUs ?? 0 }));
  for (const { file, entry } of group.segments) {
    if ((await sha256Of(join(root, file))) !== entry.sha256)
      throw new Error(`the checksum of ${join(root, file)} is wrong`);
  }
  const entries = group.segments.map(({ entry }) => entry);
  const firstUs = Math.min(...entries.map((entry) => entry.firstUs ?? Number.POSITIVE_INFINITY));
  const lastUs = Math.max(...entries.map((entry) => entry.lastUs ?? 0));
  const firstNumber = Math.min(...group.segments.map((segment) => segment.firstNumber));
  const lastNumber = Math.max(...group.segments.map((segment) => segment.lastNumber));
  const file = segmentFile(group.table, firstUs, firstNumber, lastNumber);
  const temporary = temporaryPath(root, file);
  try {
    const rows = entries.reduce((sum, entry) => sum + entry.rows, 0);
    const paths = inputs.map(({ path }) => path);
    const metadata = await mergedMetadata(root, product, group.table, rows, { firstUs, lastUs }, paths);
    const written = await writeParquetFile(temporary, columns, mergedRows(columns, timeColumn, inputs), { metadata });
    await verifySegment(temporary, columns, mergedRows(columns, timeColumn, inputs));
    const { mtimeMs } = await stat(temporary);
    const output = { file, ...written, firstUs, lastUs, sealedAt: new Date().toISOString(), modifiedMs: mtimeMs };
    const intent: Intent = { output, inputs: entries.map((entry) => entry.file) };
    const path = join(journalDirectory(root), `merge-${basename(file, '.parquet')}.json`);
    await writeTextDurably(path, JSON.stringify(intent));
    await renameDurably(temporary, join(root, file));
    await replaceInputs(root, intent);
    await rm(path);
    return output;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

const temporaryPath = (root: string, file: string): string => join(journalDirectory(root), `.${basename(file)}.tmp`);

/** Enters the output instead of the inputs into the manifest and deletes the inputs. May be repeated. */
async function replaceInputs(root: string, { output, inputs }: Intent): Promise<void> {
  const manifest = await readManifest(root);
  if (!manifest.has(output.file)) await addToManifest(root, [output]);
  const listed = inputs.filter((file) => manifest.has(file));
  if (listed.length > 0) await removeFromManifest(root, listed);
  for (const file of inputs) await rm(join(root, file), { force: true });
}

/** Completes merges that were interrupted after the merged file had its name, and forgets those before. */
export async function finishMerges(root: string): Promise<void> {
  const directory = journalDirectory(root);
  for (const name of await readdir(directory)) {
    if (!INTENT_NAME.test(name)) continue;
    const path = join(directory, name);
    const intent = JSON.parse(await readFile(path, 'utf8')) as Intent;
    const done = await stat(join(root, intent.output.file)).then(
      ({ size }) => size === intent.output.bytes,
      () => false,
    );
    if (done) await replaceInputs(root, intent);
    await rm(path);
  }
}
