import { app, type BrowserWindow, dialog, type Session } from 'electron';
import { type AppSetup, type RunningApp, StartError, startApp } from '../app.ts';
import { defaultDataDir } from '../data-directory.ts';
import { createLog, type Log } from '../log.ts';
import type { Options } from '../options.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { ApiKey } from './api-key.ts';
import { onInvoke } from './ipc.ts';
import { showLicences } from './licences.ts';
import { setMenu } from './menu.ts';
import { isRecording, openedFile } from './opened-file.ts';
import { ownArguments } from './own-arguments.ts';
import { readOwnOptions } from './own-options.ts';
import { servePageTexts } from './page-texts.ts';
import { serveAppScheme } from './protocol.ts';
import { quitCleanly } from './quit.ts';
import { Recordings } from './recordings/recordings.ts';
import { pickReplay, replayOptions } from './recordings/replay.ts';
import { denyPermissions } from './security.ts';
import { openSettings } from './settings.ts';
import { serveStreamPorts } from './stream-port.ts';
import { followTheme } from './theme.ts';
import { focusWindow } from './tool-window.ts';
import { Updates } from './updates.ts';
import { openDashboardWindow } from './window.ts';

const MAX_KEY_LENGTH = 512;

type DesktopSetup = Pick<AppSetup, 'rendererDir' | 'version'>;

/** The desktop application: one window over one running pipeline. */
export class Desktop {
  readonly #setup: DesktopSetup;
  readonly #log: Log;
  readonly #settings: SettingsStore;
  readonly #apiKey: ApiKey;
  readonly #recordings: Recordings;
  readonly #updates: Updates;
  /** What command line and settings ask for. */
  readonly #own: Options;
  /** The feed of now: the own one, or a replay. */
  #options: Options;
  #changing: Promise<unknown> = Promise.resolve();
  #running: RunningApp | null = null;
  #window: BrowserWindow | null = null;
  #openLater: string | null = null;

  constructor(setup: DesktopSetup, args: readonly string[], recordingsPreloadPath: string) {
    this.#setup = setup;
    this.#settings = openSettings();
    this.#own = readOwnOptions(args, this.#settings.all());
    this.#options = this.#own;
    this.#log = createLog(this.#own.logLevel);
    for (const problem of this.#settings.problems) this.#log.warn(problem);
    this.#apiKey = new ApiKey(this.#settings);
    this.#recordings = new Recordings(recordingsPreloadPath, {
      directory: () => this.#dataDir(),
      seal: () => this.#running?.sealRecording() ?? Promise.resolve(true),
    });
    this.#updates = new Updates({
      settings: this.#settings,
      version: setup.version,
      log: this.#log,
      window: () => this.#window,
      isRecording: () => this.#running?.recordingDir != null,
    });
    quitCleanly(async () => {
      await this.#recordings.stop();
      await this.#changing;
      await this.#running?.stop();
      this.#updates.finish();
    }, this.#log);
    app.on('second-instance', (_event, argv, workingDirectory) => {
      const path = openedFile(ownArguments(argv, !app.isPackaged), workingDirectory);
      if (path === null) this.#focus();
      else this.openFile(path);
    });
    // macOS says so instead of by an argument, even before it is ready.
    app.on('open-file', (event, path) => {
      event.preventDefault();
      if (isRecording(path)) this.openFile(path);
    });
  }

  /** Starts the pipeline, then shows it. */
  async open(preloadPath: string, session: Session): Promise<void> {
    this.#setMenu();
    denyPermissions(session);
    serveAppScheme(this.#setup.rendererDir, session);
    followTheme(this.#settings);
    serveStreamPorts(() => this.#running);
    this.#serveApiKey();
    servePageTexts(() => this.#running?.webUrl ?? null);
    if (!(await this.#startOrExit())) return;
    this.#window = openDashboardWindow(preloadPath, this.#settings, this.#log);
    // The other windows are tools of this one.
    this.#window.once('closed', () => app.quit());
    if (this.#openLater !== null) this.openFile(this.#openLater);
    this.#updates.follow();
  }

  /** Shows what is in a recording that was opened from outside: at once, or as soon as there are windows. */
  openFile(path: string): void {
    if (this.#window === null) this.#openLater = path;
    else this.#recordings.show('inspect', path);
  }

  #dataDir(): string {
    return this.#own.dataDir ?? defaultDataDir();
  }

  #setMenu(): void {
    setMenu(
      {
        exportToExcel: () => this.#recordings.show('export'),
        inspectRecording: () => this.#recordings.show('inspect'),
        openRecording: () => this.#recordings.show('open'),
        replayRecording: () => void this.#replay(),
        backToLive: () => void this.#restart(this.#own),
        openDataFolder: () => void this.#recordings.openDataFolder(),
        checkForUpdates: () => void this.#updates.check(),
        showLicences: () => void showLicences(),
      },
      this.#options !== this.#own,
    );
  }

  async #replay(): Promise<void> {
    if (this.#window === null || this.#window.isDestroyed()) return;
    const path = await pickReplay(this.#window, this.#dataDir());
    if (path !== null) await this.#restart(replayOptions(this.#own, path));
  }

  /** Ends the pipeline and starts it with another feed; one change after the other. A feed that cannot start is given up for the own one. */
  #restart(options: Options): Promise<void> {
    const change = this.#changing.then(async () => {
      await this.#running?.stop();
      this.#running = null;
      this.#options = options;
      try {
        await this.#start();
      } catch (error) {
        if (options === this.#own) throw error;
        this.#options = this.#own;
        dialog.showErrorBox('The recording cannot be replayed', error instanceof Error ? error.message : String(error));
        await this.#startOrExit();
      }
      this.#setMenu();
    });
    this.#changing = change.catch((error: unknown) => this.#log.error(String(error)));
    return change;
  }

  async #start(): Promise<void> {
    this.#running = await startApp({
      ...this.#setup,
      options: this.#options,
      apiKey: await this.#apiKey.get(),
      dataDir: this.#dataDir(),
      log: this.#log,
    });
  }

  async #startOrExit(): Promise<boolean> {
    try {
      await this.#start();
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
      await this.#restart(this.#own);
      return this.#apiKey.status();
    });
  }

  #focus(): void {
    if (this.#window !== null) focusWindow(this.#window);
  }
}
