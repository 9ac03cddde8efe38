import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, hashOf, readText, root, runNode, say } from './run.mjs';

const SOURCES = [
  'engine',
  'main',
  'preload',
  'renderer',
  'resources',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
];
const stampPath = join(root, 'dist', '.build-stamp');

/** Builds dist/ unless it was built from exactly these sources. */
export function ensureBuild() {
  const stamp = hashOf(SOURCES);
  if (readText(stampPath) === stamp) return;
  say('building...');
  if (runNode([join(root, 'node_modules/vite/bin/vite.js'), 'build', '--app']) !== 0) {
    throw new Failure('the build failed (see above).');
  }
  writeFileSync(stampPath, stamp);
}
