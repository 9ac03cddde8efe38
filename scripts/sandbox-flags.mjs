// The Chromium sandbox stays on wherever the machine allows it; there is no silent opt-out.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure, say } from './run.mjs';

/** Flags for starting Electron here: none, or --no-sandbox where Chromium could not start with it (said aloud). */
export function sandboxFlags(electronPath) {
  const missing = sandboxProblem(electronPath);
  if (missing === null) return [];
  const asRoot = process.getuid?.() === 0;
  if (asRoot || process.env.CI || process.env.ALLOW_NO_SANDBOX === '1') {
    say(`Chromium's sandbox is off: ${missing}`);
    return ['--no-sandbox'];
  }
  throw new Failure(
    `Chromium's sandbox cannot work here: ${missing}. Enable user namespaces, or run "npm start -- --headless", ` +
      'or set ALLOW_NO_SANDBOX=1 to go without it.',
  );
}

function sandboxProblem(electronPath) {
  if (process.platform !== 'linux') return null;
  if (process.getuid() === 0) return 'running as root';
  if (spawnSync('unshare', ['--user', '--map-current-user', 'true']).status === 0) return null;
  const helper = statSync(join(dirname(electronPath), 'chrome-sandbox'), { throwIfNoEntry: false });
  if (helper?.uid === 0 && (helper.mode & 0o4111) === 0o4111) return null;
  return 'no user namespaces and no setuid chrome-sandbox';
}
