import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a directory and those above it. Node's own `recursive` tries for ever, at full load, where a directory that is there lets none be
 * made in it and says ENOENT, as /proc and mounts that have lost their server do.
 */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error;
    await makeDirectory(parent);
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  await mkdir(path).catch(async (error: NodeJS.ErrnoException) => {
    // For a directory that is there already this does nothing, and says what is in the way otherwise.
    if (error.code !== 'EEXIST') throw error;
    await mkdir(path, { recursive: true });
  });
}
