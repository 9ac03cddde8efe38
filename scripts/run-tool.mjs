#!/usr/bin/env node
// Bundles one TypeScript tool of bench/ or tests/ and runs it: node scripts/run-tool.mjs [--with-app] FILE [arguments]
// --with-app: the tool starts the built application, so that is built first.
import { basename, dirname, join } from 'node:path';
import { ensureBuild } from './ensure-build.mjs';
import { ensureDependencies } from './ensure-dependencies.mjs';
import { ensureElectron } from './ensure-electron.mjs';
import { Failure, root, runForeground, runMain } from './run.mjs';

await runMain(async () => {
  const withApp = process.argv[2] === '--with-app';
  const [file, ...args] = process.argv.slice(withApp ? 3 : 2);
  if (file === undefined) throw new Failure('usage: node scripts/run-tool.mjs FILE.ts [arguments]');
  ensureDependencies();
  if (withApp) {
    ensureElectron();
    ensureBuild();
  }
  const { build } = await import('vite');
  const outDir = join(root, 'dist', 'tools', dirname(file));
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: {
      noExternal: true,
      external: ['@playwright/test', 'playwright', 'playwright-core', 'fast-check', 'electron'],
    },
    build: {
      ssr: join(root, file),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' } },
    },
  });
  const entry = join(outDir, basename(file).replace(/\.ts$/, '.js'));
  process.chdir(root);
  return runForeground(process.execPath, ['--expose-gc', entry, ...args]);
});
