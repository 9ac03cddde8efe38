import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A small real file system for tests of full and read-only disks. */
export interface SmallDisk {
  readonly path: string;
  remount(options: string): Promise<void>;
  unmount(): Promise<void>;
}

/** Mounts one; null where that is not permitted. */
export async function mountSmallDisk(size: string): Promise<SmallDisk | null> {
  if (process.platform !== 'linux') return null;
  const path = mkdtempSync(join(tmpdir(), 'small-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]);
  } catch {
    rmSync(path, { recursive: true });
    return null;
  }
  return {
    path,
    async remount(options) {
      await run('mount', ['-o', `remount,${options}`, path]);
    },
    async unmount() {
      await run('umount', ['-l', path]);
      rmSync(path, { recursive: true });
    },
  };
}
