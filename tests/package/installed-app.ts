import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import packageJson from '../../package.json' with { type: 'json' };
import { waitFor } from '../e2e/support/server-process.ts';

/** The archive as npm run package names it. */
export const ARCHIVE = resolve(`release/${packageJson.name}-${packageJson.version}-linux-x64.tar.gz`);

/** The user "nobody": a test that runs as root starts the application as a plain user, with the sandbox on. */
const PLAIN_USER = 65_534;
const asRoot = process.getuid?.() === 0;
const SANDBOX_HELPER_MODE = 0o4755;

export interface InstalledApp {
  readonly executable: string;
  readonly resources: string;
  /** A directory that the plain user may write to. */
  readonly home: string;
}

/** Whether Chromium's sandbox can work here at all; else the reason why not. */
export function sandboxProblem(): string | null {
  if (process.platform !== 'linux') return 'the archive is for Linux';
  const [command = '', ...args] = asPlainUser(['unshare', '--user', '--map-current-user', 'true']);
  if (spawnSync(command, args).status === 0) return null;
  // The setuid helper needs the right to make namespaces instead.
  if (asRoot && spawnSync('unshare', ['--pid', '--net', '--fork', 'true']).status === 0) return null;
  return 'neither user namespaces nor a setuid helper can work here';
}

/** The command as a plain user runs it. */
export function asPlainUser(command: readonly string[]): string[] {
  if (!asRoot) return [...command];
  return ['setpriv', `--reuid=${PLAIN_USER}`, `--regid=${PLAIN_USER}`, '--clear-groups', ...command];
}

/** A directory that belongs to the plain user. */
export function plainDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'multi-ticker-package-'));
  chmodSync(directory, 0o755);
  giveToPlainUser(directory);
  return directory;
}

export function giveToPlainUser(path: string): void {
  if (asRoot) chownSync(path, PLAIN_USER, PLAIN_USER);
}

/** Unpacks the archive as an administrator would. */
export function installArchive(): InstalledApp {
  const home = plainDirectory();
  const target = join(home, 'application');
  mkdirSync(target);
  execFileSync('tar', ['-xzf', ARCHIVE, '-C', target, '--no-same-owner']);
  const directory = join(target, readdirSync(target)[0] ?? '');
  const helper = join(directory, 'chrome-sandbox');
  if (asRoot && existsSync(helper)) {
    chownSync(helper, 0, 0);
    // What the postinst of the .deb does where there are no user namespaces.
    const [command = '', ...args] = asPlainUser(['unshare', '--user', '--map-current-user', 'true']);
    chmodSync(helper, spawnSync(command, args).status === 0 ? 0o755 : SANDBOX_HELPER_MODE);
  }
  return { executable: join(directory, packageJson.name), resources: join(directory, 'resources'), home };
}

const started = new Set<ChildProcess>();

/** Ends what a failed test left running. */
export function endInstalled(): void {
  for (const child of started) child.kill('SIGKILL');
}

/** Starts the installed application as a plain user. Nothing of the test's own environment but the display reaches it. */
export function startInstalled(app: InstalledApp, args: string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
  const [command = '', ...rest] = asPlainUser([app.executable, '--log-level=3', ...args]);
  const child = spawn(command, rest, {
    cwd: app.home,
    env: { PATH: process.env.PATH, HOME: app.home, DISPLAY: process.env.DISPLAY, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(child);
  child.once('exit', () => started.delete(child));
  return child;
}

/** Runs it to its end. */
export async function runInstalled(app: InstalledApp, args: string[], environment: NodeJS.ProcessEnv = {}) {
  const child = startInstalled(app, args, environment);
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (data) => {
    output.stdout += data;
  });
  child.stderr?.on('data', (data) => {
    output.stderr += data;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}

export interface OpenWindow {
  readonly child: ChildProcess;
  readonly browser: Browser;
  readonly userData: string;
  /** The page whose address contains `part`, once it is there. */
  page(part: string): Promise<Page>;
  /** Asks it to end and resolves to the exit code. */
  quit(): Promise<number | null>;
}

/** Starts the window and drives the shipped bytes over Chromium's own protocol: the fuses leave no other way in. */
export async function openInstalled(
  app: InstalledApp,
  args: string[],
  environment: NodeJS.ProcessEnv = {},
  files: string[] = [],
): Promise<OpenWindow> {
  const userData = plainDirectory();
  const child = startInstalled(
    app,
    [
      ...files,
      '--remote-debugging-port=0',
      `--user-data-dir=${userData}`,
      '--ws-port',
      '0',
      '--web-port',
      '0',
      ...args,
    ],
    environment,
  );
  const endpoint = await debuggingEndpoint(child);
  // Attached before the first page exists, Playwright would wait for ever.
  await waitFor(async () => {
    const targets = (await (await fetch(`http://${new URL(endpoint).host}/json/list`)).json()) as { url: string }[];
    return targets.some(({ url }) => url.startsWith('app://')) ? true : null;
  }, 60_000);
  const browser = await chromium.connectOverCDP(endpoint);
  return {
    child,
    browser,
    userData,
    page: (part) =>
      waitFor(() => {
        const pages = browser.contexts().flatMap((context) => context.pages());
        return pages.find((page) => page.url().includes(part)) ?? null;
      }, 60_000),
    async quit() {
      await browser.close();
      if (child.exitCode !== null) return child.exitCode;
      const ended = once(child, 'exit') as Promise<[number | null]>;
      child.kill('SIGTERM');
      return (await ended)[0];
    },
  };
}

function debuggingEndpoint(child: ChildProcess): Promise<string> {
  return new Promise((resolveEndpoint, reject) => {
    let text = '';
    child.once('exit', (code) => reject(new Error(`the application ended with ${code}:\n${text}`)));
    child.stderr?.on('data', (data) => {
      text += data;
      const found = /DevTools listening on (ws:\S+)/.exec(text)?.[1];
      if (found !== undefined) resolveEndpoint(found);
    });
  });
}
