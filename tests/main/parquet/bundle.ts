import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The repository, wherever this module runs: from its source, or from a bundle of a benchmark. */
export const repositoryRoot: string = (() => {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, 'vite.config.ts'))) directory = dirname(directory);
  return directory;
})();

/**
 * Bundles a source file (path from the repository root) as the product is bundled and returns the path of the bundle: Node 20
 * cannot run TypeScript, so whatever runs in a process or worker of its own goes through this.
 */
export async function bundleForNode(source: string, outDir: string): Promise<string> {
  // Not by its name, or a bundle that contains this module would contain all of Vite.
  const vite = pathToFileURL(join(repositoryRoot, 'node_modules/vite/dist/node/index.js')).href;
  const { build } = (await import(vite)) as typeof import('vite');
  await build({
    configFile: false,
    root: repositoryRoot,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: join(repositoryRoot, source),
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' } },
    },
  });
  await writeFile(join(outDir, 'package.json'), '{"type":"module"}');
  return join(outDir, basename(source).replace(/\.ts$/, '.js'));
}
