import { app, type BrowserWindow, dialog, type Session } from 'electron';
import { type AppSetup, type RunningApp, StartError, startApp } from '../app.ts';
import { defaultDataDir } from '../data-directory.ts';
import { createLog, type Log } from '../log.ts';
import { ApiKey } from './api-key.ts';
import { onInvoke } from './ipc.ts';
import { setMenu } from './menu.ts';
import { serveAppScheme } from './protocol.ts';
import { quitCleanly } from './quit.ts';
import { denyPermissions } from './security.ts';
import { openSettings, type SettingsStore } from './settings.ts';
import { serveStreamPorts } from './stream-port.ts';
import { followTheme } from './theme.ts';
import { openDashboardWindow } from './window.ts';

const MAX_KEY_LENGTH = 512;

/** The desktop application: one window over one running pipeline. */
export class Desktop {
  readonly #setup: Omit<AppSetup, 'log' | 'apiKey' | 'dataDir'>;
  readonly #log: Log;
  readonly #settings: SettingsStore;
  readonly #apiKey: ApiKey;
  #running: RunningApp | null = null;
  #window: BrowserWindow | null = null;

  constructor(setup: Omit<AppSetup, 'log' | 'apiKey' | 'dataDir'>) {
    this.#setup = setup;
    this.#log = createLog(setup.options.logLevel);
    this.#settings = openSettings();
    this.#apiKey = new ApiKey(this.#settings);
    quitCleanly(async () => this.#running?.stop(), this.#log);
    app.on('second-instance', () => this.#focus());
  }

  /** Starts the pipeline, then shows it. */
  async open(preloadPath: string, session: Session): Promise<void> {
    setMenu();
    denyPermissions(session);
    serveAppScheme(this.#setup.rendererDir, session);
    followTheme(this.#settings);
    serveStreamPorts(() => this.#running);
    this.#serveApiKey();
    if (!(await this.#start())) return;
    this.#window = openDashboardWindow(preloadPath, this.#settings, this.#log);
  }

  async #start(): Promise<boolean> {
    try {
      this.#running = await startApp({
        ...this.#setup,
        apiKey: await this.#apiKey.get(),
        dataDir: this.#settings.get('dataDir') ?? defaultDataDir(),
        log: this.#log,
      });
      return true;
    } catch (error) {
      const message = error instanceof StartError ? error.message : String(error);
      process.stderr.write(`${message}\n`);
      // Without a terminal nobody would see it.
      if (app.isPackaged && !process.stderr.isTTY) dialog.showErrorBox('Multi-Ticker Dashboard cannot start', message);
      app.exit(1);
      return false;
    }
  }

  #serveApiKey(): void {
    onInvoke('api-key:status', () => this.#apiKey.status());
    onInvoke('api-key:set', async (key) => {
      if (typeof key !== 'string' || key.length > MAX_KEY_LENGTH || !/^[\x21-\x7e]*$/.test(key)) {
        throw new Error('an API key is one word of printable characters');
      }
      await this.#apiKey.set(key);
      await this.#running?.stop();
      await this.#start();
      return this.#apiKey.status();
    });
  }

  #focus(): void {
    if (this.#window === null || this.#window.isDestroyed()) return;
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.focus();
  }
}
