import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The recording that a file manager asks for: an argument that is a path or file: address of an existing .parquet file.
 * Null where the arguments say something else, a command among them.
 */
export function openedFile(args: readonly string[], workingDirectory: string): string | null {
  const [first] = args;
  if (first === undefined || first.startsWith('-') || !/\.parquet$/i.test(first)) return null;
  let path: string;
  try {
    path = first.startsWith('file:') ? fileURLToPath(first) : resolve(workingDirectory, first);
  } catch {
    return null;
  }
  return isRecording(path) ? path : null;
}

/** Whether there is a Parquet file, or a dataset directory of that name. */
export function isRecording(path: string): boolean {
  if (!/\.parquet$/i.test(path)) return false;
  try {
    const stat = statSync(path);
    return stat.isFile() || stat.isDirectory();
  } catch {
    return false;
  }
}
