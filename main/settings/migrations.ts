/** One step of the file's format; gets the object of the version before and returns that of its own. */
export type Migration = (settings: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/**
 * Entry n leads from version n to n + 1. Never change one that was released; each has a test.
 * 0: files before there were numbers: theme, window, apiKeyEncrypted, dataDir; a theme of another name came through.
 */
export const MIGRATIONS: readonly Migration[] = [
  ({ theme, ...rest }) => ({ ...rest, ...(['system', 'light', 'dark'].includes(theme as string) && { theme }) }),
];
