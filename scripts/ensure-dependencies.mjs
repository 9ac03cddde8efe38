import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, hashOf, readText, root, runNpm, say } from './run.mjs';

const stampPath = join(root, 'node_modules', '.multi-ticker-install');

/** Installs exactly what package-lock.json says, unless that is what is there. */
export function ensureDependencies() {
  checkNode();
  const stamp = `${hashOf(['package-lock.json'])} ${process.platform}-${process.arch}`;
  if (readText(stampPath) === stamp) return;
  if (!isInstalled()) {
    say('installing dependencies (npm ci; about 15 s, once)...');
    const code = runNpm(['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
    if (code !== 0) {
      throw new Failure('npm ci failed (see above). Check the network and the npm registry setting, then run again.');
    }
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampPath, stamp);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Failure(`Node ${process.versions.node} is too old: install Node 20.19 or newer.`);
}

/** True when a user's own `npm ci` or `npm install` already put every locked package in place. */
function isInstalled() {
  const installed = readText(join(root, 'node_modules', '.package-lock.json'));
  const locked = readText(join(root, 'package-lock.json'));
  if (installed === null || locked === null) return false;
  const have = JSON.parse(installed).packages;
  return Object.entries(JSON.parse(locked).packages).every(
    ([path, entry]) => path === '' || entry.optional === true || have[path]?.version === entry.version,
  );
}
