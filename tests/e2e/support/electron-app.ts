import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ElectronApplication, _electron as electron, expect, type Page } from '@playwright/test';

const require = createRequire(import.meta.url);
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
  /** Leave the ports and whether to record to the settings. */
  readonly isPlain?: boolean;
  /** Use the keyring of the system; the driver gives its own no-keyring otherwise. */
  readonly hasKeyring?: boolean;
}

/** Launches the built application in a real Electron window, with free ports and settings of its own. */
export async function launchDesktop(options: LaunchOptions = {}): Promise<DesktopApp> {
  const userDataDir = options.userDataDir ?? mkdtempSync(join(tmpdir(), 'multi-ticker-e2e-'));
  const { POLYGON_API_KEY, MASSIVE_API_KEY, ...inherited } = process.env;
  const app = await electron.launch({
    cwd: root,
    // With a path of its own the driver does not add --password-store=basic.
    ...(options.hasKeyring === true && { executablePath: require('electron') as unknown as string }),
    // The OS sandbox is impossible as root; scripts/sandbox-flags.mjs decides the same for npm start.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--log-level=3',
      `--user-data-dir=${userDataDir}`,
      '.',
      ...(options.isPlain === true ? [] : ['--ws-port', '0', '--web-port', '0']),
      ...(options.isPlain === true || options.args?.includes('--data-dir') ? [] : ['--no-record']),
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

/** Clicks an item of the native menu, which must be there. */
export async function clickMenu({ app }: Pick<DesktopApp, 'app'>, id: string): Promise<void> {
  const isThere = await app.evaluate(({ Menu }, itemId) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(itemId);
    item?.click();
    return item !== null && item !== undefined;
  }, id);
  expect(isThere, id).toBe(true);
}

/** Opens the window of a menu item, in the theme of the application. */
export async function openToolWindow(desktop: DesktopApp, id: string): Promise<Page> {
  const opened = desktop.app.waitForEvent('window');
  await clickMenu(desktop, id);
  const page = await opened;
  await page.waitForLoadState();
  // The driver pretends a light desktop otherwise.
  await page.emulateMedia({ colorScheme: null });
  return page;
}
