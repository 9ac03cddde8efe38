import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results/e2e',
  // Each test starts an application of its own; two cores carry one at a time without timing noise.
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI !== undefined,
  // A window or a page of a loaded machine may be late once; a test that needed its second try is reported as flaky.
  retries: 1,
  reporter: [['list']],
});
