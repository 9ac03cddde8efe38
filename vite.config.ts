import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import { type BuildEnvironmentOptions, defineConfig } from 'vite';

const external = ['electron', ...builtinModules, /^node:/];
const at = (path: string) => resolve(import.meta.dirname, path);

/** A Node bundle: everything but Electron and Node itself is inside, so the packaged app carries no node_modules. */
function nodeBundle(input: Record<string, string>, format: 'es' | 'cjs', outDir: string): BuildEnvironmentOptions {
  return {
    outDir: at(outDir),
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    sourcemap: true,
    ssr: true,
    rolldownOptions: {
      input,
      external,
      output: {
        format,
        entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
      },
    },
  };
}

/** `vite build --app` builds the renderer, the main process with server mode, and the preload script. */
export default defineConfig({
  root: 'renderer',
  base: './',
  publicDir: false,
  logLevel: 'warn',
  environments: {
    client: {
      build: {
        outDir: at('dist/renderer'),
        emptyOutDir: true,
        target: 'esnext',
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 4_000,
        rolldownOptions: {
          input: {
            single: at('renderer/index.html'),
            multi: at('renderer/multi_ticker_dashboard.html'),
            // Only for the desktop's own windows; the web server leaves these folders out.
            export: at('renderer/recordings/export.html'),
            inspect: at('renderer/recordings/inspect.html'),
            open: at('renderer/recordings/open.html'),
            preferences: at('renderer/preferences/preferences.html'),
            alerts: at('renderer/tools/alerts.html'),
          },
        },
      },
    },
    main: {
      consumer: 'server',
      resolve: { noExternal: true, conditions: ['node', 'import', 'default'] },
      build: nodeBundle(
        {
          desktop: at('main/desktop/index.ts'),
          server: at('main/server.ts'),
          'segment-worker': at('main/recording/segment-worker.ts'),
          'export-worker': at('main/export/export-worker.ts'),
          'reading-worker': at('main/desktop/recordings/reading-worker.ts'),
        },
        'es',
        'dist/main',
      ),
    },
    preload: {
      consumer: 'server',
      resolve: { noExternal: true },
      build: nodeBundle(
        {
          preload: at('preload/index.ts'),
          recordings: at('preload/recordings.ts'),
          preferences: at('preload/preferences.ts'),
          alerts: at('preload/alerts.ts'),
        },
        'cjs',
        'dist/preload',
      ),
    },
  },
  builder: {
    async buildApp(builder) {
      const names = Object.keys(builder.environments).filter((name) => name !== 'ssr');
      await Promise.all(names.map((name) => builder.build(builder.environments[name] as never)));
    },
  },
});
