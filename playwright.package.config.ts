import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

/** Tests of what npm run package built. */
export default defineConfig({ ...base, testDir: 'tests/package', outputDir: 'test-results/package', timeout: 180_000 });
