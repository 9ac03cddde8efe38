#!/usr/bin/env node
// npm run package -- [electron-builder arguments]: builds the application and its installers into release/.
// Without a target it builds those of this platform that can be built here, and names the others with the reason.
// "npm run package -- --test" builds the archive for Linux and tests the application in it.
import { mkdirSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild } from './ensure-build.mjs';
import { ensureDependencies } from './ensure-dependencies.mjs';
import { ensureElectron } from './ensure-electron.mjs';
import { writeIcons } from './package/icons.mjs';
import { licenceText, productionLicences } from './package/licences.mjs';
import { localTools } from './package/local-tools.mjs';
import { windowsRuntime } from './package/windows-runtime.mjs';
import { Failure, readText, root, runMain, runNode, say } from './run.mjs';

const PLATFORM_FLAGS = {
  linux: ['--linux', '-l'],
  win32: ['--win', '--windows', '-w'],
  darwin: ['--mac', '-m', '-o', '--macos'],
};
/** Why a target needs more than the npm registry and Debian's packages. */
const NEEDS_DOWNLOAD = {
  AppImage: 'its runtime is only on GitHub',
  rpm: 'fpm is only on GitHub',
  pacman: 'fpm is only on GitHub',
  snap: 'its template is only on GitHub',
  nsis: 'the plug-ins of the installer are only on GitHub',
  portable: 'the plug-ins of the installer are only on GitHub',
  dmg: 'it needs macOS and its Electron',
};
/** An address that reaches nobody; the application then knows no feed of updates. */
const NO_FEED = 'https://updates.invalid/';

const electronDir = join(root, 'node_modules/electron');

function wantedElectron() {
  return JSON.parse(readText(join(electronDir, 'package.json')) ?? '{}').version;
}

function runtimeIn(directory) {
  return readText(join(directory, 'version'))?.trim().replace(/^v/, '') ?? null;
}

function asksFor(args, platform) {
  return args.some((arg) => PLATFORM_FLAGS[platform].includes(arg));
}

/** Arguments for electron-builder when only the repacked runtime of the npm registry is there. */
function withRepackedRuntime(args, version) {
  if (process.platform !== 'linux' || asksFor(args, 'darwin')) {
    throw new Failure('macOS packages need a Mac with access to GitHub: see docs/packaging.md.');
  }
  const refused = args.filter((arg) => Object.hasOwn(NEEDS_DOWNLOAD, arg));
  if (refused.length > 0) {
    const reasons = refused.map((target) => `${target}: ${NEEDS_DOWNLOAD[target]}`).join('; ');
    throw new Failure(`that cannot be built without access to GitHub (${reasons}). See docs/packaging.md.`);
  }
  const isForWindows = asksFor(args, 'win32');
  const directory = isForWindows ? windowsRuntime() : realpathSync(join(electronDir, 'dist'));
  const runtime = [
    `-c.electronDist=${directory}`,
    `-c.electronVersion=${runtimeIn(directory) ?? version}`,
    '-c.extraMetadata.offlineBuild=true',
  ];
  say(
    `Electron ${runtimeIn(directory)} is a repack from the npm registry: these packages are for tests, not for users`,
  );
  if (hasTarget(args)) return [...args, ...runtime];
  if (isForWindows) return [...args, 'zip', ...runtime];
  const skipped = ['AppImage'].map((target) => `${target} (${NEEDS_DOWNLOAD[target]})`).join(', ');
  say(`building deb and tar.gz; not built here: ${skipped}`);
  return ['--linux', 'deb', 'tar.gz', ...args.filter((arg) => !PLATFORM_FLAGS.linux.includes(arg)), ...runtime];
}

function hasTarget(args) {
  if (args.includes('--dir')) return true;
  return args.some((arg, i) => {
    const flags = Object.values(PLATFORM_FLAGS).flat();
    if (!flags.includes(arg)) return false;
    return args[i + 1] !== undefined && !args[i + 1].startsWith('-');
  });
}

/** Writes what the packages hold beside the bundles. */
export function writePackageParts(electronVersion) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeIcons(join(root, 'dist/icons'));
  writeFileSync(join(root, 'dist/licences.txt'), licenceText(productionLicences(), electronVersion));
}

function listArtefacts() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const name of readdirSync(join(root, 'release')).sort()) {
    const stat = statSync(join(root, 'release', name));
    if (stat.isFile() && (name.includes(version) || name.startsWith('latest'))) {
      console.log(`release/${name}  ${(stat.size / 1e6).toFixed(1)} MB`);
    }
  }
}

await runMain(async () => {
  const args = process.argv.slice(2);
  if (args[0] === '--test') return runNode([join(root, 'scripts/test.mjs'), 'package']);
  ensureDependencies();
  ensureElectron();
  ensureBuild();
  const wanted = wantedElectron();
  const here = runtimeIn(join(electronDir, 'dist'));
  const repacked = here !== wanted;
  writePackageParts(here ?? wanted);
  const env = { ...process.env, UPDATE_FEED_URL: process.env.UPDATE_FEED_URL ?? NO_FEED };
  const code = runNode(
    [
      join(root, 'node_modules/electron-builder/cli.js'),
      '--publish',
      'never',
      ...(repacked ? withRepackedRuntime(args, here) : args),
    ],
    { env: repacked ? { ELECTRON_BUILDER_COMPRESSION_LEVEL: '5', ...localTools(env) } : env },
  );
  if (code === 0) listArtefacts();
  return code;
});
