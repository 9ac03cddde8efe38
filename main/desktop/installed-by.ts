import { execFile } from 'node:child_process';
import { sep } from 'node:path';

/** How this copy of the application came here, as far as it can replace itself; null = unpacked from an archive. */
export type InstalledBy = 'AppImage' | 'deb' | 'rpm' | 'installer' | null;

/** The program that knows which package a file belongs to. */
const OWNERS = { deb: ['dpkg-query', '-S'], rpm: ['rpm', '-qf'] } as const;

/**
 * Asks the system, not a file in the package: electron-builder's own mark for .deb reaches the other packages of the same
 * build too.
 */
export async function installedBy(
  executable: string,
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<InstalledBy> {
  if (platform !== 'linux') return 'installer';
  const { APPIMAGE, APPDIR } = environment;
  // Both are inherited by what another AppImage has started; that one must not be replaced.
  if (APPIMAGE && APPDIR && executable.startsWith(APPDIR + sep)) return 'AppImage';
  for (const kind of ['deb', 'rpm'] as const) {
    const [command, option] = OWNERS[kind];
    if (await succeeds(command, [option, executable])) return kind;
  }
  return null;
}

function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 10_000 }, (error) => resolve(error === null));
  });
}
