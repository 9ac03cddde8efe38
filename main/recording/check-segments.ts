import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openParquetFile } from '../parquet/parquet-file.ts';
import { DATASETS, RECORDED_TABLES, type RecordedTable } from './datasets.ts';
import { listSegments, type SegmentName } from './layout.ts';
import { addToManifest, compactManifest, type ManifestEntry, readManifest, removeFromManifest } from './manifest.ts';
import { quarantine, sha256Of } from './segment-files.ts';

export interface QuarantinedFile {
  /** Where the file is now. */
  readonly path: string;
  readonly reason: string;
}

export interface SegmentCheck {
  readonly quarantined: readonly QuarantinedFile[];
  /** Segments of the manifest that are no longer there. */
  readonly missing: readonly string[];
  readonly segments: number;
  readonly rows: number;
  readonly bytes: number;
  /** Latest arrival of a recorded trade, Unix microseconds; null = none. */
  readonly lastTradeUs: number | null;
}

/**
 * Looks at every segment of our own naming: its footer always, its checksum when the file was touched since it was written. One bad
 * file makes the whole dataset unreadable for other programs, so it is moved to `.quarantine/`; nothing is deleted.
 */
export async function checkSegments(root: string): Promise<SegmentCheck> {
  await compactManifest(root);
  const manifest = await readManifest(root);
  const quarantined: QuarantinedFile[] = [];
  const found = new Set<string>();
  let rows = 0;
  let bytes = 0;
  let lastTradeUs: number | null = null;
  for (const table of RECORDED_TABLES) {
    for (const segment of await listSegments(root, table)) {
      found.add(segment.file);
      const result = await checkSegment(root, segment, manifest.get(segment.file));
      if (typeof result === 'string') {
        quarantined.push({ path: await quarantine(root, segment.file), reason: result });
        await removeFromManifest(root, [segment.file]);
        continue;
      }
      rows += result.rows;
      bytes += result.bytes;
      if (table === 'trades' && (result.lastUs ?? 0) > (lastTradeUs ?? 0)) lastTradeUs = result.lastUs;
    }
  }
  const missing = [...manifest.keys()].filter((file) => !found.has(file));
  return { quarantined, missing, segments: found.size - quarantined.length, rows, bytes, lastTradeUs };
}

/** The segment's entry, or what is wrong with the file. */
async function checkSegment(
  root: string,
  { file, table }: SegmentName,
  entry: ManifestEntry | undefined,
): Promise<ManifestEntry | string> {
  const path = join(root, file);
  const { size, mtimeMs } = await stat(path);
  if (entry !== undefined && entry.bytes !== size) return `it is ${size} bytes long; ${entry.bytes} bytes were written`;
  const touched = entry === undefined || entry.modifiedMs !== mtimeMs;
  const content = await readContent(path, entry === undefined ? timeColumnOf(table) : null);
  if (typeof content === 'string') return content;
  if (!touched) return entry;
  const sha256 = await sha256Of(path);
  if (entry !== undefined && entry.sha256 !== sha256) return 'its checksum is not the one of the file that was written';
  const checked: ManifestEntry =
    entry === undefined
      ? { file, bytes: size, sha256, modifiedMs: mtimeMs, sealedAt: new Date(mtimeMs).toISOString(), ...content }
      : { ...entry, modifiedMs: mtimeMs };
  await addToManifest(root, [checked]);
  return checked;
}

const timeColumnOf = (table: RecordedTable): string => DATASETS[table].columns[DATASETS[table].timeColumn]?.name ?? '';

/** Rows and, of a given time column, the first and last time; or why the file cannot be read. */
async function readContent(path: string, timeColumn: string | null) {
  try {
    const file = await openParquetFile(path);
    try {
      const [firstSlice] = file.slices;
      const lastSlice = file.slices.at(-1);
      if (timeColumn === null || firstSlice === undefined || lastSlice === undefined) {
        return { rows: file.rows, firstUs: null, lastUs: null };
      }
      const first = await file.readColumn(timeColumn, firstSlice);
      const last = lastSlice === firstSlice ? first : await file.readColumn(timeColumn, lastSlice);
      return { rows: file.rows, firstUs: timeIn(first, 0), lastUs: timeIn(last, last.length - 1) };
    } finally {
      await file.close();
    }
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
  }
}

function timeIn(values: ArrayLike<unknown>, index: number): number | null {
  const time = values[index];
  return typeof time === 'bigint' ? Number(time / 1_000n) : null;
}
