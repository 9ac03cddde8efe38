import { open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Where a file is written before it gets its name: beside it, with a leading dot, which readers of datasets skip. */
export function temporaryPathOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.tmp`);
}

/** True for what `temporaryPathOf` makes. */
export function isTemporaryName(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.tmp');
}

/** Gives a finished, fsynced file its name and makes the name survive a power failure. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncDirectory(dirname(to));
}

/** Flushes a directory's entries. Windows cannot, and does not need to: NTFS journals its names. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Replaces a small text file so that at any instant either the old or the new text is there. */
export async function writeTextDurably(path: string, text: string): Promise<void> {
  const temporary = temporaryPathOf(path);
  const file = await open(temporary, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await renameDurably(temporary, path);
}
