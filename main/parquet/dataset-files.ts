import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ParquetFileError } from './parquet-file.ts';

/**
 * The Parquet files of a path: itself if it is a file; of a directory every `*.parquet` file below it, in order of name
 * (which is order of time in our datasets), without dot files, which are unfinished. Throws ParquetFileError if there is none.
 */
export async function parquetFilesOf(path: string): Promise<string[]> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new ParquetFileError(
      error.code === 'ENOENT' ? `${path} does not exist.` : `${path} cannot be read (${error.message}).`,
      { cause: error },
    );
  });
  if (!info.isDirectory()) return [path];
  const files = await filesBelow(path);
  if (files.length === 0) throw new ParquetFileError(`${path} holds no Parquet files (*.parquet).`);
  return files;
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = (await readdir(directory, { withFileTypes: true }))
    .filter((entry) => !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) files.push(...(await filesBelow(path)));
    else if (entry.name.endsWith('.parquet')) files.push(path);
  }
  return files;
}
