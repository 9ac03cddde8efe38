#!/usr/bin/env node
// npm test: installs what is missing, then format and lint, types, unit and socket tests, real Chromium, real Electron, the packaged application.
// "npm test -- unit" (lint, types, unit, e2e, package) runs only the named steps; it ends with one line of totals.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild } from './ensure-build.mjs';
import { ensureDependencies } from './ensure-dependencies.mjs';
import { ensureElectron } from './ensure-electron.mjs';
import { ensureSystemPackages, findChromium } from './ensure-system-packages.mjs';
import { Failure, root, runMain, runNode, say } from './run.mjs';
import { startVirtualDisplay } from './virtual-display.mjs';

const bin = (path) => join(root, 'node_modules', path);
const resultsDir = join(root, 'test-results');

/** Each step returns { passed, failed, skipped }. */
const STEPS = {
  lint: () => asOneTest(runNode([bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'])),
  types: () => asOneTest(runNode([bin('typescript/bin/tsc'), '--noEmit'])),
  unit: runUnit,
  e2e: () => runWindows('e2e', 'playwright.config.ts'),
  package: runPackaged,
};

function asOneTest(code) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

function readReport(name) {
  try {
    return JSON.parse(readFileSync(join(resultsDir, name), 'utf8'));
  } catch {
    return null;
  }
}

function runUnit() {
  const code = runNode([
    bin('vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(resultsDir, 'unit.json')}`,
  ]);
  const report = readReport('unit.json');
  if (report === null) return asOneTest(1);
  const failed = report.numFailedTests;
  return {
    passed: report.numPassedTests,
    // A file that could not even be loaded fails the run without a failed test.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

const skipped = { passed: 0, failed: 0, skipped: 1 };

async function runWindows(name, config) {
  const problem = ensureSystemPackages();
  if (problem !== null) {
    say(`browser and window tests are SKIPPED, ${problem}`);
    return skipped;
  }
  ensureElectron();
  ensureBuild();
  const display = await startVirtualDisplay();
  const env = {
    ...display.env,
    CHROMIUM_PATH: findChromium(),
    PLAYWRIGHT_JSON_OUTPUT_NAME: join(resultsDir, `${name}.json`),
  };
  const code = runNode([bin('@playwright/test/cli.js'), 'test', '-c', config, '--reporter=list,json'], { env });
  display.stop();
  const stats = readReport(`${name}.json`)?.stats;
  if (stats === undefined) return asOneTest(1);
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected === 0 && code !== 0 ? 1 : stats.unexpected,
    skipped: stats.skipped,
  };
}

/** Builds the archive of this platform anew and tests what is in it. */
function runPackaged() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    say('the packaged application is tested on Linux x64 only: SKIPPED');
    return skipped;
  }
  const code = runNode([join(root, 'scripts/package.mjs'), '--linux', 'tar.gz']);
  return code === 0 ? runWindows('package', 'playwright.package.config.ts') : asOneTest(1);
}

await runMain(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !Object.hasOwn(STEPS, name));
  if (unknown !== undefined) throw new Failure(`unknown step ${unknown}; steps are ${Object.keys(STEPS).join(', ')}`);
  ensureDependencies();
  rmSync(resultsDir, { recursive: true, force: true });
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [name, step] of Object.entries(STEPS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    say(`${name}...`);
    const counts = await step();
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
  console.log(`Total: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed === 0 ? 0 : 1;
});
