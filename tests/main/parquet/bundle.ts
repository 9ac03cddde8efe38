import { writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build } from 'vite';

const ROOT = resolve(import.meta.dirname, '../../..');

/**
 * Bundles a source file (path from the repository root) as the product is bundled and returns the path of the bundle: Node 20
 * cannot run TypeScript, so whatever runs in a process or worker of its own goes through this.
 */
export async function bundleForNode(source: string, outDir: string): Promise<string> {
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: join(ROOT, source),
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
