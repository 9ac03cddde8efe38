import { randomBytes } from 'node:crypto';
import { open, readdir, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isRunning } from '../is-running.ts';
import { parquetFilesOf } from '../parquet/dataset-files.ts';
import { isTemporaryName, renameDurably } from '../parquet/durable-file.ts';
import { ExportError } from './export-request.ts';

/** A file in the making: it gets its name when it is complete. */
export interface TargetFile {
  /** Where to write: beside the target, exists, empty. */
  readonly temporaryPath: string;
  /** A path beside the target for data on their way; not created, but removed by `clean`. */
  scratchPath(purpose: string): string;
  /** Gives the file its name; resolves to its size in bytes. */
  complete(): Promise<number>;
  /** Removes what `complete` did not take; never rejects. */
  clean(): Promise<void>;
}

/** Checks that a file can be written there, and makes it under a temporary name that contains `id`. Throws ExportError. */
export async function openTarget(path: string, input: string, overwrite: boolean, id: string): Promise<TargetFile> {
  const target = resolve(path);
  await refuseRecordings(target, resolve(input));
  await refuseExisting(target, overwrite);
  await removeLeftovers(target);
  const start = join(dirname(target), temporaryStart(target, id));
  const temporaryPath = `${start}.tmp`;
  try {
    await (await open(temporaryPath, 'wx')).close();
  } catch (error) {
    throw new ExportError(`${path} cannot be written: ${reasonOf(error as NodeJS.ErrnoException, dirname(target))}.`);
  }
  return {
    temporaryPath,
    scratchPath: (purpose) => `${start}.${purpose}.tmp`,
    async complete() {
      await refuseExisting(target, overwrite);
      const { size } = await stat(temporaryPath);
      await renameDurably(temporaryPath, target);
      return size;
    },
    clean: () => removeTemporaries(target, id),
  };
}

/** Removes what an export with this id left beside its target; never rejects. */
export async function removeTemporaries(path: string, id: string): Promise<void> {
  const target = resolve(path);
  await removeNames(dirname(target), (name) => name.startsWith(`${temporaryStart(target, id)}.`));
}

/** An id for the temporary files of one export. */
export const temporaryId = (): string => `${process.pid}-${randomBytes(4).toString('hex')}`;

const temporaryStart = (target: string, id: string): string => `.${basename(target)}.${id}`;

async function refuseExisting(target: string, overwrite: boolean): Promise<void> {
  const info = await stat(target).catch(() => null);
  if (info === null) return;
  if (info.isDirectory()) throw new ExportError(`${target} is a directory.`);
  if (!overwrite) throw new ExportError(`${target} exists already.`, 'exists');
}

/** A foreign file within a dataset breaks its readers, and the recording itself must never be replaced, whatever links lead to it. */
async function refuseRecordings(target: string, input: string): Promise<void> {
  const parent = await realpath(dirname(target)).catch(() => dirname(target));
  for (let folder = parent; folder !== dirname(folder); folder = dirname(folder)) {
    if (folder.endsWith('.parquet')) {
      throw new ExportError(`${target} would lie within the recording ${folder}; export to another folder.`);
    }
  }
  const existing = await stat(target).catch(() => null);
  if (existing === null || existing.isDirectory()) return;
  for (const file of await parquetFilesOf(input).catch(() => [])) {
    const info = await stat(file).catch(() => null);
    if (info?.ino === existing.ino && info.dev === existing.dev) {
      throw new ExportError(`${target} is the recording itself; export to another file.`);
    }
  }
}

/** Removes files that an export to the same target left when its process was killed. */
async function removeLeftovers(target: string): Promise<void> {
  const start = `.${basename(target)}.`;
  await removeNames(dirname(target), (name) => {
    const pid = name.startsWith(start) ? /^(\d+)-/.exec(name.slice(start.length))?.[1] : undefined;
    return pid !== undefined && !isRunning(Number(pid));
  });
}

async function removeNames(folder: string, isWanted: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (isTemporaryName(name) && isWanted(name)) await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

function reasonOf(error: NodeJS.ErrnoException, folder: string): string {
  switch (error.code) {
    case 'ENOENT':
      return `the folder ${folder} does not exist`;
    case 'ENOTDIR':
      return `${folder} is no folder`;
    case 'EACCES':
    case 'EPERM':
      return `no permission to write in ${folder}`;
    case 'EROFS':
      return `${folder} is read-only`;
    case 'ENOSPC':
      return 'the disk is full';
    case 'ENAMETOOLONG':
      return 'its name is too long; a temporary one, which is 30 characters longer, must fit too';
    default:
      return error.message;
  }
}
