import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DirectoryView } from '../../../preload/preferences-bridge.ts';

/** A directory that recordings are to go to: free space there, and whether it could be written. It need not exist yet; none is made. */
export async function directoryView(path: string): Promise<DirectoryView> {
  const existing = await nearestExisting(path);
  if (existing === null) return { path, freeBytes: null, problem: `${path} is on no drive of this computer.` };
  const freeBytes = await statfs(existing).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
  return { path, freeBytes, problem: await problemOf(existing) };
}

async function problemOf(existing: string): Promise<string | null> {
  try {
    if (!(await stat(existing)).isDirectory()) return `${existing} is a file, not a directory.`;
    await access(existing, constants.W_OK | constants.X_OK);
    return null;
  } catch {
    return `${existing} may not be written by this user.`;
  }
}

async function nearestExisting(path: string): Promise<string | null> {
  for (let each = path; ; each = dirname(each)) {
    const exists = await stat(each).then(
      () => true,
      // Below a file: the file is what is in the way.
      () => false,
    );
    if (exists) return each;
    if (dirname(each) === each) return null;
  }
}
