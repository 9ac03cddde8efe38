import { homedir } from 'node:os';
import { join } from 'node:path';

const FOLDER = 'multi-ticker-dashboard';

/** The place for this user's recordings, by the custom of each system; the window asks Electron for the same place. */
export function defaultDataDir(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  switch (platform) {
    case 'win32':
      return join(environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), FOLDER);
    case 'darwin':
      return join(home, 'Library', 'Application Support', FOLDER);
    default:
      return join(environment.XDG_DATA_HOME ?? join(home, '.local', 'share'), FOLDER);
  }
}
