import { writeTextDurably } from '../parquet/durable-file.ts';
import { appendLines, readLines } from './json-lines.ts';
import { manifestPath } from './layout.ts';

/** What we know of a finished segment. */
export interface ManifestEntry {
  /** Path below the root, with slashes. */
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Earliest and latest time of its rows, Unix microseconds; null where no row has a time. */
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  readonly sealedAt: string;
  /** When the file was written, Unix milliseconds: another time means that someone touched it. */
  readonly modifiedMs: number;
}

/** Rewritten at start when more lines than this are obsolete. */
const MAX_OBSOLETE_LINES = 500;

/** The newest entry of every segment that was not removed. */
export async function readManifest(root: string): Promise<Map<string, ManifestEntry>> {
  return (await load(root)).entries;
}

export async function addToManifest(root: string, entries: readonly ManifestEntry[]): Promise<void> {
  await appendLines(manifestPath(root), entries);
}

/** Records that segments are gone on purpose (merged, aged out, quarantined): their absence is no damage. */
export async function removeFromManifest(root: string, files: readonly string[]): Promise<void> {
  await appendLines(
    manifestPath(root),
    files.map((file) => ({ file, removed: true })),
  );
}

/** Drops obsolete lines once there are many. */
export async function compactManifest(root: string): Promise<void> {
  const { entries, lines } = await load(root);
  if (lines - entries.size <= MAX_OBSOLETE_LINES) return;
  await writeTextDurably(
    manifestPath(root),
    [...entries.values()].map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  );
}

async function load(root: string): Promise<{ entries: Map<string, ManifestEntry>; lines: number }> {
  const entries = new Map<string, ManifestEntry>();
  const lines = await readLines(manifestPath(root));
  for (const line of lines) {
    if (typeof line.file !== 'string') continue;
    if (line.removed === true) entries.delete(line.file);
    else if (typeof line.sha256 === 'string') entries.set(line.file, line as unknown as ManifestEntry);
  }
  return { entries, lines: lines.length };
}
