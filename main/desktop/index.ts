import { join } from 'node:path';
import { app, session } from 'electron';
import packageJson from '../../package.json' with { type: 'json' };
import { apiKeyFromEnvironment } from '../api-key.ts';
import { readCommandLine } from '../cli.ts';
import { defaultDataDir } from '../data-directory.ts';
import { runHeadless } from '../headless.ts';
import type { Options } from '../options.ts';
import { Desktop } from './desktop.ts';
import { ownArguments } from './own-arguments.ts';
import { registerAppScheme } from './protocol.ts';
import { denyNavigation } from './security.ts';

const dist = join(import.meta.dirname, '..');
const rendererDir = join(dist, 'renderer');

function leave(code: number): void {
  // exit, not quit: quit lets the rest of the start go on for a while.
  app.exit(code);
}

function runWindow(options: Options): void {
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write('Multi-Ticker Dashboard is already running; its window was brought to the front.\n');
    leave(0);
    return;
  }
  // With --no-sandbox (root), enableSandbox() would end every child process.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  registerAppScheme();
  denyNavigation();
  const desktop = new Desktop(
    { options, rendererDir, version: packageJson.version },
    join(dist, 'preload/recordings.cjs'),
  );
  // Never a top-level await: Electron becomes ready only after this module has been evaluated.
  void app.whenReady().then(() => desktop.open(join(dist, 'preload/preload.cjs'), session.defaultSession));
}

function main(): void {
  const request = readCommandLine(ownArguments(process.argv, !app.isPackaged), packageJson.version);
  switch (request.kind) {
    case 'exit':
      process.stdout.write(request.stdout);
      process.stderr.write(request.stderr);
      leave(request.code);
      break;
    case 'command':
      void request.run().then(leave);
      break;
    case 'run':
      if (!request.options.headless) {
        runWindow(request.options);
        break;
      }
      app.disableHardwareAcceleration();
      void runHeadless({
        options: request.options,
        apiKey: apiKeyFromEnvironment(),
        rendererDir,
        dataDir: defaultDataDir(),
        version: packageJson.version,
      }).then(leave);
  }
}

main();
