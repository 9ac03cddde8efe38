import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test';

// Tests and benchmarks run in the root of the project.
const root = resolve('.');

export interface DesktopApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly userDataDir: string;
  close(): Promise<void>;
}

export interface LaunchOptions {
  readonly args?: string[];
  readonly environment?: NodeJS.ProcessEnv;
  /** Reuse the settings of an earlier launch; they are then kept on close. */
  readonly userDataDir?: string;
}

/** Launches the built application in a real Electron window, with free ports and settings of its own. */
export async function launchDesktop(options: LaunchOptions = {}): Promise<DesktopApp> {
  const userDataDir = options.userDataDir ?? mkdtempSync(join(tmpdir(), 'multi-ticker-e2e-'));
  const { POLYGON_API_KEY, MASSIVE_API_KEY, ...inherited } = process.env;
  const app = await electron.launch({
    cwd: root,
    // The OS sandbox is impossible as root; scripts/sandbox-flags.mjs decides the same for npm start.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--log-level=3',
      `--user-data-dir=${userDataDir}`,
      '.',
      ...['--ws-port', '0', '--web-port', '0'],
      ...(options.args?.includes('--data-dir') ? [] : ['--no-record']),
      ...(options.args ?? ['--feed', 'demo']),
    ],
    env: { ...(inherited as Record<string, string>), ...(options.environment as Record<string, string>) },
  });
  const page = await app.firstWindow();
  return {
    app,
    page,
    userDataDir,
    async close() {
      await app.close();
      if (options.userDataDir === undefined) rmSync(userDataDir, { recursive: true, force: true });
    },
  };
}
