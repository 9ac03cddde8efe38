// What a real browser and a real Electron window need from the system, beyond npm: looked for, installed on Debian as
// root, and otherwise named.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure, readText, root, run, say } from './run.mjs';

const CHROMIUM_PATHS = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((variable) => {
    const base = process.env[variable];
    return base === undefined
      ? []
      : [join(base, 'Google/Chrome/Application/chrome.exe'), join(base, 'Microsoft/Edge/Application/msedge.exe')];
  }),
};

function onPath(name) {
  if (name.includes('/') || name.includes('\\')) return existsSync(name) ? name : null;
  const dirs = (process.env.PATH ?? '').split(delimiter).filter((dir) => dir !== '');
  return dirs.map((dir) => join(dir, name)).find((path) => existsSync(path)) ?? null;
}

/** The browser that the tests drive: $CHROMIUM_PATH, else an installed Chromium, Chrome or Edge; null if there is none. */
export function findChromium() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) return existsSync(chosen) ? chosen : null;
  for (const name of CHROMIUM_PATHS[process.platform] ?? []) {
    const path = onPath(name);
    if (path !== null) return path;
  }
  return null;
}

function hasLibraries(names) {
  const known = spawnSync('ldconfig', ['-p'], { env: { ...process.env, PATH: `${process.env.PATH}:/sbin:/usr/sbin` } });
  const list = String(known.stdout);
  return names.every((name) => list.includes(name));
}

function hasFonts() {
  return ['/usr/share/fonts', '/usr/local/share/fonts'].some((dir) => existsSync(dir) && readdirSync(dir).length > 0);
}

/** Names of the missing pieces, empty when browser and window tests can run. */
function missingPieces() {
  const missing = [];
  if (findChromium() === null) missing.push('chromium');
  if (process.platform === 'linux') {
    if (!process.env.DISPLAY && onPath('Xvfb') === null) missing.push('xvfb');
    if (!hasLibraries(['libgtk-3.so.0', 'libnss3.so', 'libgbm.so.1', 'libasound.so.2'])) missing.push('libraries');
    if (!hasFonts()) missing.push('fonts');
  }
  return missing;
}

function debianPackages() {
  const release = readText('/etc/os-release') ?? '';
  const version = Number(/^VERSION_ID="?(\d+)/m.exec(release)?.[1] ?? 0);
  const ubuntu = /^ID=ubuntu/m.test(release);
  const t64 = (ubuntu && version >= 24) || (!ubuntu && version >= 13) ? 't64' : '';
  const browser = ubuntu ? [] : ['chromium'];
  return [`libgtk-3-0${t64}`, 'libnss3', 'libgbm1', `libasound2${t64}`, 'xvfb', 'fonts-liberation', ...browser];
}

function advice(missing) {
  const needsBrowser = missing.includes('chromium');
  if (process.platform !== 'linux') return 'install Google Chrome (or set CHROMIUM_PATH to a Chromium-based browser)';
  if (onPath('apt-get') !== null) {
    const browser = needsBrowser && !debianPackages().includes('chromium') ? ' and Google Chrome' : '';
    return `sudo apt-get install --no-install-recommends ${debianPackages().join(' ')}${browser}`;
  }
  if (onPath('dnf') !== null) {
    return 'sudo dnf install gtk3 nss mesa-libgbm alsa-lib xorg-x11-server-Xvfb liberation-fonts chromium';
  }
  return 'install GTK 3, NSS, libgbm, ALSA, Xvfb, the Liberation fonts and Chromium with your package manager';
}

/**
 * Returns null when everything is there (after installing it on Debian as root), else one sentence that says what is
 * missing and how to get it.
 */
export function ensureSystemPackages() {
  const missing = missingPieces();
  if (missing.length === 0) return null;
  const debianRoot = process.platform === 'linux' && process.getuid() === 0 && onPath('apt-get') !== null;
  if (!debianRoot) return `missing: ${missing.join(', ')}. To run them: ${advice(missing)}`;
  say(`installing system packages for browser and window tests: ${debianPackages().join(' ')} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args) => run('apt-get', ['-qq', '-o', 'Dpkg::Use-Pty=0', ...args], { env });
  apt(['update']);
  const code = apt(['install', '-y', '--no-install-recommends', ...debianPackages()]);
  if (code !== 0 || missingPieces().length > 0) {
    throw new Failure(`system packages could not be installed. Install them by hand: ${advice(missing)}`);
  }
  return null;
}

if (process.argv[1] === join(root, 'scripts', 'ensure-system-packages.mjs')) {
  console.log(ensureSystemPackages() ?? 'everything is there');
}
