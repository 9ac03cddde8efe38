import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { quarantineDirectory } from './layout.ts';

/** Moves a file out of its dataset, so that readers of the whole dataset do not fail over it; returns where it is now. */
export async function quarantine(root: string, file: string): Promise<string> {
  const directory = quarantineDirectory(root);
  await mkdir(directory, { recursive: true });
  for (let copy = 0; ; copy++) {
    const target = join(directory, copy === 0 ? basename(file) : `${basename(file)}.${copy}`);
    if (await exists(target)) continue;
    await rename(join(root, file), target);
    return target;
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Checksum of a file, hexadecimal, without loading it. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest('hex');
}
