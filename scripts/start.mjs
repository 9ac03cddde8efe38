#!/usr/bin/env node
// npm start: installs what is missing, builds, and opens the dashboard (or runs headless where there is no display).
import { join } from 'node:path';
import { ensureBuild } from './ensure-build.mjs';
import { ensureDependencies } from './ensure-dependencies.mjs';
import { ensureElectron } from './ensure-electron.mjs';
import { root, runForeground, runMain, say } from './run.mjs';
import { sandboxFlags } from './sandbox-flags.mjs';

/** Runs that need no window: words other than options are commands, such as `compute`. */
const WINDOWLESS = ['--headless', '--help', '-h', '--version', '-v'];

await runMain(async () => {
  const args = process.argv.slice(2);
  ensureDependencies();
  ensureBuild();
  const server = [join(root, 'dist/main/server.js'), ...args];
  const command = args[0] !== undefined && !args[0].startsWith('-');
  if (command || args.some((arg) => WINDOWLESS.includes(arg))) return runForeground(process.execPath, server);
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    say('no display here (DISPLAY and WAYLAND_DISPLAY are not set): running headless');
    return runForeground(process.execPath, server);
  }
  const electron = ensureElectron();
  // Chromium's own log says nothing that a user can act on (D-Bus, GPU); VERBOSE=1 shows it.
  const quiet = process.env.VERBOSE ? [] : ['--log-level=3'];
  return runForeground(electron, [...quiet, ...sandboxFlags(electron), root, ...args]);
});
