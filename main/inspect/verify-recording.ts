import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { parquetFilesOf } from '../parquet/dataset-files.ts';
import { openParquetFile, ParquetFileError } from '../parquet/parquet-file.ts';
import { readProblem } from '../parquet/read-problem.ts';
import { scanJournal } from '../recording/journal-format.ts';
import { journalDirectory, listJournals, manifestPath, quarantineDirectory } from '../recording/layout.ts';
import { type ManifestEntry, type ManifestSurvey, readManifest, surveyManifest } from '../recording/manifest.ts';
import { sha256Of } from '../recording/segment-files.ts';
import { columnTypesOf, UNREAD_TYPE } from './column-kinds.ts';
import { recordingRootOf } from './inspect-path.ts';
import { MAX_PORTION_ROWS, portionsOf } from './portions.ts';
import { WRONG_START } from './survey-files.ts';

export interface VerifyResult {
  /** What is wrong, one line per file. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
  /** Files whose checksum was compared with the manifest; the others were decoded from end to end. */
  readonly checksums: number;
}

export interface VerifyProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

/**
 * Checks every file of a recording, dataset or directory: its checksum and size where the manifest has them, else every page, and its
 * footer always; and that nothing of the manifest is missing. Throws ParquetFileError if there is nothing to check.
 */
export async function verifyRecording(
  path: string,
  onProgress: (progress: VerifyProgress) => void,
): Promise<VerifyResult> {
  const top = resolve(path);
  const root = (await rootOf(top)) ?? null;
  const survey = root === null ? null : await surveyManifest(root);
  const manifest = survey?.entries ?? new Map<string, ManifestEntry>();
  const scope = [...manifest.values()].filter(({ file }) => root !== null && isWithin(join(root, file), top));
  const files = await filesOf(top, scope.length > 0);
  const sizes = new Map<string, number>();
  for (const file of files) sizes.set(file, (await stat(file).catch(() => null))?.size ?? 0);
  const bytesTotal = [...sizes.values()].reduce((sum, size) => sum + size, 0);

  const problems: string[] = [];
  let rows = 0;
  let bytes = 0;
  let checksums = 0;
  for (const file of files) {
    const entry = root === null ? undefined : manifest.get(relative(root, file).replaceAll(sep, '/'));
    const result = await checkFile(file, entry);
    if (typeof result === 'number') rows += result;
    else if (!(await wasRemoved(root, file))) problems.push(result);
    if (entry !== undefined) checksums += 1;
    bytes += sizes.get(file) ?? 0;
    onProgress({ bytesDone: bytes, bytesTotal });
  }
  for (const { file, rows: missing } of scope) {
    const absent = root !== null && !files.includes(join(root, file)) && !(await wasRemoved(root, join(root, file)));
    if (absent) problems.push(`${join(root, file)} is missing (${missing} rows); the manifest lists it.`);
  }
  const listed = survey === null ? NOTHING : checkLines(manifestPath(root as string), survey);
  const journals = root === null ? NOTHING : await checkJournals(root);
  const unlisted = files.length - checksums;
  return {
    problems: [...problems, ...listed.problems, ...journals.problems],
    notes: [
      ...(root === null ? ['There is no manifest here: checksums could not be compared.'] : []),
      ...(root !== null && unlisted > 0
        ? [`${unlisted} of the files are not in the manifest: they were decoded from end to end instead.`]
        : []),
      ...listed.notes,
      ...journals.notes,
    ],
    files: files.length,
    rows,
    bytes,
    checksums,
  };
}

/** The recording that a path is, holds, or belongs to; null for anything else. */
async function rootOf(top: string): Promise<string | null> {
  for (const candidate of [top, join(top, 'parquet_data')]) {
    if (
      await stat(join(candidate, 'manifest.jsonl')).then(
        () => true,
        () => false,
      )
    )
      return candidate;
  }
  return recordingRootOf(top);
}

/** An empty dataset is worth checking only if the manifest says that it should not be empty. */
async function filesOf(top: string, mayBeEmpty: boolean): Promise<string[]> {
  try {
    return (await parquetFilesOf(top)).map((file) => resolve(file));
  } catch (error) {
    if (mayBeEmpty && error instanceof ParquetFileError) return [];
    throw error;
  }
}

const isWithin = (path: string, top: string): boolean => path === top || path.startsWith(`${top}${sep}`);

/** The rows of a sound file, or what is wrong with it. */
async function checkFile(path: string, entry: ManifestEntry | undefined): Promise<number | string> {
  try {
    const { size } = await stat(path);
    if (entry !== undefined && size !== entry.bytes)
      return `${path}: it has ${size} bytes; ${entry.bytes} were written.`;
    if (entry !== undefined && (await sha256Of(path)) !== entry.sha256)
      return `${path}: its checksum is not that of the file that was written.`;
    const rows = await readThrough(path, entry === undefined);
    return entry === undefined || rows === entry.rows
      ? rows
      : `${path}: it has ${rows} rows; ${entry.rows} were written.`;
  } catch (error) {
    const reason = readProblem(error);
    return `${reason.includes(path) ? '' : `${path}: `}${reason}.`;
  }
}

/** Reads the footer and, if asked to, all else. */
async function readThrough(path: string, pages: boolean): Promise<number> {
  const file = await openParquetFile(path);
  try {
    if (pages) {
      if (!(await file.beginsAsParquet())) throw new ParquetFileError(`${path} ${WRONG_START}.`);
      const columns = columnTypesOf(file).filter(({ type }) => type !== UNREAD_TYPE);
      for (const portion of portionsOf(file, MAX_PORTION_ROWS)) {
        for (const { name } of columns) await file.readColumn(name, portion);
      }
    }
    return file.rows;
  } finally {
    await file.close();
  }
}

/** A running recorder may have merged or deleted the file meanwhile. */
async function wasRemoved(root: string | null, path: string): Promise<boolean> {
  const gone = await stat(path).then(
    () => false,
    () => true,
  );
  return gone && root !== null && !(await readManifest(root)).has(relative(root, path).replaceAll(sep, '/'));
}

interface Findings {
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

const NOTHING: Findings = { problems: [], notes: [] };

/** What is wrong with the lines of the manifest, which all else passes over. */
function checkLines(path: string, { lines, damagedLines, isCutOff }: ManifestSurvey): Findings {
  const complete = lines - (isCutOff ? 1 : 0);
  return {
    problems:
      damagedLines === 0
        ? []
        : [`${path}: ${damagedLines} of ${complete} lines are damaged; what they say about files cannot be compared.`],
    notes: isCutOff ? [`The last line of ${path} is unfinished.`] : [],
  };
}

async function checkJournals(root: string): Promise<Findings> {
  const problems: string[] = [];
  const notes: string[] = [];
  const journals = await listJournals(root).catch(() => []);
  let rows = 0;
  for (const { path } of journals) {
    const content = await readFile(path).catch(() => null);
    if (content === null) continue;
    const scanned = scanJournal(content);
    rows += scanned.rows;
    if (scanned.damagedBytes > 0)
      problems.push(
        `${path}: ${scanned.damagedBytes} bytes are damaged; ${scanned.damagedRows} rows in them cannot be read.`,
      );
  }
  if (journals.length > 0) {
    notes.push(
      `${journals.length} journals in ${journalDirectory(root)} hold ${rows} newer rows; the application makes segments of them.`,
    );
  }
  const quarantined = await readdir(quarantineDirectory(root)).catch(() => []);
  if (quarantined.length > 0)
    notes.push(`${quarantined.length} damaged files were moved to ${quarantineDirectory(root)}.`);
  return { problems, notes };
}
