import { join } from 'node:path';
import { app, dialog, session } from 'electron';
import packageJson from '../../package.json' with { type: 'json' };
import { apiKeyFromEnvironment } from '../api-key.ts';
import { readCommandLine } from '../cli.ts';
import { defaultDataDir } from '../data-directory.ts';
import { runHeadless } from '../headless.ts';
import { OptionError } from '../options.ts';
import { Desktop } from './desktop.ts';
import { hasTerminal } from './has-terminal.ts';
import { openedFile } from './opened-file.ts';
import { ownArguments } from './own-arguments.ts';
import { profileProblem } from './profile-problem.ts';
import { registerAppScheme } from './protocol.ts';
import { denyNavigation } from './security.ts';

const dist = join(import.meta.dirname, '..');
const rendererDir = join(dist, 'renderer');

function leave(code: number): void {
  // exit, not quit: quit lets the rest of the start go on for a while.
  app.exit(code);
}

/** Says on the way out what nobody would see without a terminal. */
function refuse(problem: string): void {
  process.stderr.write(`${problem}\n`);
  if (hasTerminal()) {
    leave(1);
    return;
  }
  void app.whenReady().then(() => {
    dialog.showErrorBox('Multi-Ticker Dashboard cannot start', problem);
    leave(1);
  });
}

function runWindow(args: readonly string[], opened: string | null): void {
  const problem = profileProblem(app.getPath('userData'));
  if (problem !== null) {
    refuse(problem);
    return;
  }
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write('Multi-Ticker Dashboard is already running; its window was brought to the front.\n');
    leave(0);
    return;
  }
  // With --no-sandbox (root), enableSandbox() would end every child process.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  registerAppScheme();
  denyNavigation();
  const desktop = createDesktop(args);
  if (desktop === null) return;
  if (opened !== null) desktop.openFile(opened);
  // Never a top-level await: Electron becomes ready only after this module has been evaluated.
  void app.whenReady().then(() => desktop.open(session.defaultSession));
}

/** Null, with one sentence on the way out, where command line and settings do not fit together (both ports the same). */
function createDesktop(args: readonly string[]): Desktop | null {
  try {
    const preload = (name: string) => join(dist, 'preload', `${name}.cjs`);
    return new Desktop({ rendererDir, version: packageJson.version }, args, {
      dashboard: preload('preload'),
      recordings: preload('recordings'),
      preferences: preload('preferences'),
      alerts: preload('alerts'),
    });
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    process.stderr.write(`${error.message}\n`);
    leave(2);
    return null;
  }
}

/** Electron takes signals for itself and quits at once; the recording is written first. */
function untilQuit(): Promise<string> {
  return new Promise((resolve) => {
    app.on('before-quit', (event) => {
      event.preventDefault();
      resolve('quit');
    });
  });
}

function main(): void {
  // Before there is any window or child process that would inherit it.
  const apiKey = apiKeyFromEnvironment();
  const args = ownArguments(process.argv, !app.isPackaged);
  const opened = openedFile(args, process.cwd());
  const request = readCommandLine(opened === null ? args : args.slice(1), packageJson.version);
  switch (request.kind) {
    case 'exit':
      process.stdout.write(request.stdout);
      process.stderr.write(request.stderr);
      leave(request.code);
      break;
    case 'command':
      app.disableHardwareAcceleration();
      // Without a display Electron crashes when modules are loaded before it is ready.
      void app.whenReady().then(request.run).then(leave);
      break;
    case 'run':
      if (!request.options.headless) {
        runWindow(request.args, opened);
        break;
      }
      app.disableHardwareAcceleration();
      void runHeadless(
        {
          options: request.options,
          apiKey,
          rendererDir,
          dataDir: defaultDataDir(),
          version: packageJson.version,
        },
        untilQuit(),
      ).then(leave);
  }
}

main();
