import { constants } from 'node:os';

/** Why a file or folder cannot be read, or what is wrong in it, in words for people and without a full stop. */
export function readProblem(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'there is no permission to read it';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOTDIR':
      return 'a part of its path is no folder';
    case 'ELOOP':
      return 'its links lead in a circle';
    case 'EIO':
      return 'the disk reports an error';
    default:
      // What the machine says about a stumble over damaged bytes is about our code, not about the file.
      if (error instanceof TypeError || error instanceof RangeError) return 'what it says of itself makes no sense';
      return (error instanceof Error ? error.message : String(error)).replace(/(: undefined|\.)$/, '');
  }
}

/** Whether the system refused to read, which says nothing about what is in the file. */
export const isSystemError = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && Object.hasOwn(constants.errno, code);
};
