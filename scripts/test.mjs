#!/usr/bin/env node
// npm test: installs what is missing, then format and lint, types, unit and socket tests, real Chromium, real Electron.
// "npm test -- unit" (lint, types, unit, e2e) runs only the named steps; it ends with one line of totals.
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
  e2e: runEndToEnd,
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

async function runEndToEnd() {
  const problem = ensureSystemPackages();
  if (problem !== null) {
    say(`browser and window tests are SKIPPED, ${problem}`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  ensureElectron();
  ensureBuild();
  const display = await startVirtualDisplay();
  const env = {
    ...display.env,
    CHROMIUM_PATH: findChromium(),
    PLAYWRIGHT_JSON_OUTPUT_NAME: join(resultsDir, 'e2e.json'),
  };
  const code = runNode([bin('@playwright/test/cli.js'), 'test', '--reporter=list,json'], { env });
  display.stop();
  const stats = readReport('e2e.json')?.stats;
  if (stats === undefined) return asOneTest(1);
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected === 0 && code !== 0 ? 1 : stats.unexpected,
    skipped: stats.skipped,
  };
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
