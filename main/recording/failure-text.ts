import type { JournalFailure } from './table-journal.ts';

/** Why recording is paused, for people: what happened, where, what to do. */
export function failureText(root: string, { code, message }: JournalFailure): string {
  switch (code) {
    case 'ENOSPC':
      return `The disk with ${root} is full. Free some space: recording goes on by itself.`;
    case 'EDQUOT':
      return `Your disk quota for ${root} is used up. Free some space: recording goes on by itself.`;
    case 'EROFS':
      return `The disk with ${root} is read-only. Make it writable: recording goes on by itself.`;
    case 'EACCES':
    case 'EPERM':
      return `There is no permission to write to ${root}. Give it: recording goes on by itself.`;
    case 'GONE':
    case 'ENOENT':
    case 'ENOTDIR':
      return `The folder ${root} is gone. Bring it back (connect the disk again): recording goes on by itself.`;
    case 'EMFILE':
    case 'ENFILE':
      return `The system has no file handles left to write to ${root}. Close other programs: recording goes on by itself.`;
    default:
      return `Writing to ${root} failed: ${message}. It is tried again every few seconds.`;
  }
}

/** Why recording is paused while the disk does not answer. */
export function slowDiskText(root: string, waitingMs: number): string {
  return `The disk with ${root} has not answered for ${Math.round(waitingMs / 1_000)} s. Recording goes on when it does.`;
}
