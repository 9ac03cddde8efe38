import { accessSync, constants, mkdirSync } from 'node:fs';

/** Why the settings cannot be kept in a directory, for people; null where they can. Without it a second start looks the same as a directory that is closed. */
export function profileProblem(directory: string): string | null {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'EACCES' || code === 'EPERM'
        ? 'there is no permission to write there'
        : code === 'EROFS'
          ? 'its disk is read-only'
          : code === 'EEXIST' || code === 'ENOTDIR'
            ? 'a file is in its place'
            : message;
    return `The settings cannot be kept in ${directory}: ${why}. Make it writable, or name another one with --user-data-dir.`;
  }
}
