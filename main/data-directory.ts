import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

const FOLDER = 'multi-ticker-dashboard';

/** The place for this user's recordings, by the custom of each system; the window asks Electron for the same place. */
export function defaultDataDir(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  switch (platform) {
    case 'win32':
      return join(fullPath(environment.LOCALAPPDATA) ?? join(home, 'AppData', 'Local'), FOLDER);
    case 'darwin':
      return join(home, 'Library', 'Application Support', FOLDER);
    default:
      return join(fullPath(environment.XDG_DATA_HOME) ?? join(home, '.local', 'share'), FOLDER);
  }
}

/** By the same customs an empty or relative path counts as none; it would lead below wherever the application was started. */
function fullPath(path: string | undefined): string | null {
  return path !== undefined && isAbsolute(path) ? path : null;
}
