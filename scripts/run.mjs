// Small helpers of the scripts in this folder. Plain Node, because they run before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** A failure with a message for people; the scripts print it without a stack. */
export class Failure extends Error {}

/** Prints one step of a long job. */
export function say(text) {
  console.error(`[multi-ticker] ${text}`);
}

/** Runs `main` and turns a failure into its one message and exit code 1. */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Failure) && !isFileAccessError(error)) throw error;
    console.error(`[multi-ticker] ${error.message}`);
    process.exitCode = 1;
  }
}

function isFileAccessError(error) {
  return ['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(error?.code);
}

/** Runs a Node script of the project's dependencies and returns its exit code. */
export function runNode(args, options = {}) {
  return run(process.execPath, args, options);
}

/** Runs a command in the project's root with its output shown; returns the exit code (1 when it could not start). */
export function run(command, args, { env = process.env, stdio = 'inherit' } = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio, env });
  return result.status ?? 1;
}

/** Runs npm itself: the one that started us, else the one on the path. */
export function runNpm(args) {
  const cli = process.env.npm_execpath;
  if (cli !== undefined && /npm-cli\.c?js$/.test(cli) && existsSync(cli)) return runNode([cli, ...args]);
  const windows = process.platform === 'win32';
  return spawnSync(windows ? 'npm.cmd' : 'npm', args, { cwd: root, stdio: 'inherit', shell: windows }).status ?? 1;
}

/** Starts a program, passes signals on to it and resolves to its exit code. */
export function runForeground(command, args, env = process.env) {
  return new Promise((resolveCode, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    const signals = process.platform === 'win32' ? ['SIGINT', 'SIGTERM'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, () => child.kill(signal));
    child.once('error', reject);
    child.once('exit', (code, signal) => resolveCode(signal === null ? (code ?? 0) : 1));
  });
}

/** sha256 over the names and contents of all files below the given paths (relative to the root). */
export function hashOf(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    hash.update(relative(root, path)).update('\0');
    hash.update(readFileSync(path)).update('\0');
  };
  const walk = (path) => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const child = join(path, entry.name);
      if (entry.isDirectory()) walk(child);
      else if (entry.isFile()) add(child);
    }
  };
  for (const name of paths) {
    const path = join(root, name);
    if (!existsSync(path)) continue;
    if (name.includes('.')) add(path);
    else walk(path);
  }
  return hash.digest('hex');
}

/** The text of a file, or null where there is none. */
export function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
