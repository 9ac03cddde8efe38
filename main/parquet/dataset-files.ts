import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ParquetFileError } from './parquet-file.ts';
import { readProblem } from './read-problem.ts';

/**
 * The Parquet files of a path: itself if it is a file; of a directory every `*.parquet` file below it, in order of name
 * (which is order of time in our datasets), without dot files, which are unfinished, and without segments that are still there
 * beside the one they were merged into; links are followed. `more` are files that belong to it and lie elsewhere (main/recording/journal-snapshot.ts); those that
 * are in it by now are left out. Throws ParquetFileError if there is none.
 */
export async function parquetFilesOf(path: string, more: readonly string[] = []): Promise<string[]> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new ParquetFileError(
      error.code === 'ENOENT' ? `${path} does not exist.` : `${path} cannot be read: ${readProblem(error)}.`,
      { cause: error },
    );
  });
  if (!info.isDirectory()) return [path];
  const files = withoutMerged(await filesBelow(path));
  const all = [...files, ...notAmong(files, more)];
  if (all.length === 0) throw new ParquetFileError(`${path} holds no Parquet files (*.parquet).`);
  return all;
}

/** `trades-20260131T235500Z-000017.parquet`, or, merged from many, `...-000017-000120.parquet` (main/recording/layout.ts). */
const SEGMENT_NAME = /([a-z]+)-\d{8}T\d{6}Z-(\d{6,})(?:-(\d{6,}))?\.parquet$/;

interface Segment {
  readonly path: string;
  readonly table: string;
  /** Numbers of the journals in it; NaN: it is named otherwise. */
  readonly first: number;
  readonly last: number;
}

function segmentOf(path: string): Segment {
  const [, table = '', first, last] = SEGMENT_NAME.exec(path) ?? [];
  return { path, table, first: Number(first ?? Number.NaN), last: Number(last ?? first ?? Number.NaN) };
}

/** `more` without those whose journal a segment holds. */
function notAmong(files: readonly string[], more: readonly string[]): string[] {
  if (more.length === 0) return [];
  const segments = files.map(segmentOf);
  const isHeld = ({ table, first }: Segment) =>
    segments.some((segment) => segment.table === table && segment.first <= first && first <= segment.last);
  return more.filter((path) => !isHeld(segmentOf(path)));
}

/** For the moments (or, after a crash, until the next start) in which a merged segment and its parts are both there. */
function withoutMerged(files: readonly string[]): string[] {
  const segments = files.map((path) => {
    const segment = segmentOf(path);
    return { ...segment, folder: `${dirname(path)} ${segment.table}` };
  });
  const merged = segments.filter(({ first, last }) => last > first);
  const isPart = (part: (typeof segments)[number]) =>
    merged.some(
      (whole) => whole !== part && whole.folder === part.folder && whole.first <= part.first && part.last <= whole.last,
    );
  return segments.filter((segment) => !isPart(segment)).map(({ path }) => path);
}

/** A folder that cannot be listed stands in the list itself, so that whoever opens the files is told. */
async function filesBelow(directory: string, above: readonly string[] = []): Promise<string[]> {
  const listed = await readdir(directory, { withFileTypes: true }).catch(() => null);
  if (listed === null) return [directory];
  const entries = listed.filter(({ name }) => !name.startsWith('.')).sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: string[] = [];
  let here: string | null = null;
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (await isFolder(entry, path)) {
      here ??= await realpath(directory);
      const isCircle = entry.isSymbolicLink() && [...above, here].includes(await realpath(path));
      if (!isCircle) files.push(...(await filesBelow(path, [...above, here])));
    } else if (entry.name.endsWith('.parquet')) files.push(path);
  }
  return files;
}

/** Also of a link: recordings are moved to other disks. */
async function isFolder(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}
