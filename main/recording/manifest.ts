import { writeTextDurably } from '../parquet/durable-file.ts';
import { appendLines, readAllLines } from './json-lines.ts';
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
  return (await surveyManifest(root)).entries;
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
  const { entries, lines } = await surveyManifest(root);
  if (lines - entries.size <= MAX_OBSOLETE_LINES) return;
  await writeTextDurably(
    manifestPath(root),
    [...entries.values()].map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  );
}

export interface ManifestSurvey {
  /** The newest entry of every segment that was not removed. */
  readonly entries: Map<string, ManifestEntry>;
  readonly lines: number;
  /** Lines that say nothing of a segment, which all else passes over. */
  readonly damagedLines: number;
  /** The last line is cut off; it does not count as damaged, because a recorder may be writing it now. */
  readonly isCutOff: boolean;
}

export async function surveyManifest(root: string): Promise<ManifestSurvey> {
  const { lines, unfinished } = await readAllLines(manifestPath(root));
  const entries = new Map<string, ManifestEntry>();
  for (const line of lines.filter(isEntry)) {
    if (line.removed === true) entries.delete(line.file);
    else entries.set(line.file, line);
  }
  const damaged = lines.filter((line) => !isEntry(line));
  const isCutOff = unfinished && !isEntry(lines.at(-1) ?? null);
  return { entries, lines: lines.length, damagedLines: damaged.length - (isCutOff ? 1 : 0), isCutOff };
}

/** Of a segment that is there, or was removed: then there is no more than its file. */
function isEntry(line: Record<string, unknown> | null): line is ManifestEntry & Record<string, unknown> {
  return typeof line?.file === 'string' && (line.removed === true || typeof line.sha256 === 'string');
}
