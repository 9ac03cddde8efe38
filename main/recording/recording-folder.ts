import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RECORDED_TABLES } from './datasets.ts';
import { acquireLock, type DirectoryLock, type LockHolder } from './directory-lock.ts';
import { journalDirectory, listJournals, listSegments, lockPath, parseSegmentFile } from './layout.ts';
import { readManifest } from './manifest.ts';

/** Another process records into the folder. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
  readonly code = 'LOCKED';
  readonly holder: LockHolder;

  constructor(holder: LockHolder) {
    super('another process records into this folder');
    this.holder = holder;
  }
}

/** The folder `parquet_data/`: made, locked and numbered by us. */
export interface RecordingFolder {
  /** True once the folder is ours. */
  readonly owned: boolean;
  /** Makes the folder usable or rejects: FolderInUseError, or the system's error. Cheap when it is usable. */
  prepare(): Promise<void>;
  /** The next number of a journal; valid once the folder is ours. */
  takeNumber(): number;
  /** Shows other processes that we live. */
  beat(): Promise<void>;
  release(): Promise<void>;
}

/**
 * `onOwned` is called once, with the first number of this run. A folder that vanishes later is made again only where its parent is still the
 * same: an unplugged disk must not be replaced by a folder of that name on another one.
 */
export function createRecordingFolder(
  root: string,
  product: string,
  onOwned: (firstNumber: number) => void,
): RecordingFolder {
  let lock: DirectoryLock | null = null;
  let nextNumber = 1;
  let announced = false;
  let parent: { readonly ino: number; readonly dev: number } | null = null;
  let preparing: Promise<void> | null = null;

  const makeFolders = async () => {
    if (parent !== null && !(await exists(root))) {
      const now = await stat(dirname(root)).catch(() => null);
      if (now === null || now.ino !== parent.ino || now.dev !== parent.dev) {
        throw Object.assign(new Error('the folder is gone'), { code: 'GONE' });
      }
    }
    await makeFolder(journalDirectory(root));
    const { ino, dev } = await stat(dirname(root));
    parent = { ino, dev };
  };

  const prepare = async () => {
    await makeFolders();
    if (lock !== null) return;
    const result = await acquireLock(lockPath(root), product);
    if ('holder' in result) throw new FolderInUseError(result.holder);
    nextNumber = Math.max(nextNumber, (await highestNumber(root)) + 1);
    lock = result.lock;
    if (announced) return;
    announced = true;
    onOwned(nextNumber);
  };

  return {
    get owned() {
      return lock !== null;
    },
    prepare() {
      preparing ??= prepare().finally(() => {
        preparing = null;
      });
      return preparing;
    },
    takeNumber: () => nextNumber++,
    async beat() {
      if (lock === null || (await lock.beat())) return;
      lock = null;
      await prepare();
    },
    async release() {
      await lock?.release();
      lock = null;
    },
  };
}

/** As mkdir with `recursive`, which hides the true reason of a failure (ENOENT on a read-only disk). */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The highest number that any journal or segment has or had. */
async function highestNumber(root: string): Promise<number> {
  let highest = 0;
  for (const journal of await listJournals(root)) highest = Math.max(highest, journal.number);
  for (const table of RECORDED_TABLES) {
    for (const segment of await listSegments(root, table)) highest = Math.max(highest, segment.lastNumber);
  }
  for (const file of (await readManifest(root)).keys()) {
    highest = Math.max(highest, parseSegmentFile(file)?.lastNumber ?? 0);
  }
  return highest;
}
