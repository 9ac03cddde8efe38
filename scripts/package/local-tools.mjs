// Tools for the targets that can be built where electron-builder cannot fetch its own (it does so from GitHub).
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText, root, runNpm, say } from '../run.mjs';

const toolsDir = join(root, 'scripts/package/tools');
const SEVEN_ZIP_DIRS = { linux: 'linux', darwin: 'mac', win32: 'win' };

/** The environment that makes electron-builder use local tools; what the user has set stays. */
export function localTools(env) {
  return {
    ELECTRON_BUILDER_7ZIP_PATH: sevenZip(),
    ...(process.platform === 'linux' && { CUSTOM_FPM_PATH: join(root, 'scripts/package/fpm.mjs') }),
    ...env,
  };
}

/** 7-Zip of the system (p7zip-full), else the copy in the npm registry. Returns its path. */
function sevenZip() {
  if (existsSync('/usr/bin/7za')) return '/usr/bin/7za';
  const packageDir = join(toolsDir, 'node_modules/7zip-bin');
  if (readText(join(packageDir, 'package.json')) === null) {
    say('getting 7-Zip from the npm registry (hash-locked)...');
    runNpm(['ci', '--prefix', toolsDir, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  const name = process.platform === 'win32' ? '7za.exe' : '7za';
  const path = join(packageDir, SEVEN_ZIP_DIRS[process.platform] ?? 'linux', process.arch, name);
  // npm drops the executable bit.
  if (existsSync(path)) chmodSync(path, 0o755);
  return path;
}
