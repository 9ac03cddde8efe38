import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ComputeError } from './compute-error.ts';

/** Throws ComputeError if no file can or should be written there. */
export async function checkOutput(path: string): Promise<void> {
  const target = resolve(path);
  const folder = dirname(target);
  if ((await stat(target).catch(() => null))?.isDirectory()) throw new ComputeError(`${path} is a directory.`);
  if (!(await stat(folder).catch(() => null))?.isDirectory()) {
    throw new ComputeError(`${path} cannot be written: ${folder} is no directory.`);
  }
  for (let parent = folder; parent !== dirname(parent); parent = dirname(parent)) {
    if (!parent.endsWith('.parquet')) continue;
    throw new ComputeError(`${path} would lie within the recording ${parent}; write it elsewhere.`);
  }
}

/** What to throw for a failure while writing: a sentence for what the file system refused, anything else as it is. */
export function outputError(error: unknown, path: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
      return new ComputeError(`${path} cannot be written: the disk is full.`, { cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new ComputeError(`${path} cannot be written: no permission to write in ${dirname(path)}.`, {
        cause: error,
      });
    default:
      return code === undefined ? error : new ComputeError(`${path} cannot be written: ${message}.`, { cause: error });
  }
}
