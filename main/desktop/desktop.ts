import { app, type BrowserWindow, dialog, type Session } from 'electron';
import { PAGE_COMMAND_CHANNEL } from '../../preload/bridge.ts';
import { giveBackApiKey } from '../api-key.ts';
import { type AppSetup, type RunningApp, StartError, startApp } from '../app.ts';
import { defaultDataDir } from '../data-directory.ts';
import { createLog, type Log } from '../log.ts';
import type { Options } from '../options.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { ApiKey } from './api-key.ts';
import { type AppCommand, AppCommands } from './app-commands.ts';
import { serveCommands } from './command-palette.ts';
import { FeedControl } from './feed-control.ts';
import { onInvoke } from './ipc.ts';
import { showLicences } from './licences.ts';
import { refreshMenu, setMenu } from './menu.ts';
import { isRecording, openedFile } from './opened-file.ts';
import { ownArguments } from './own-arguments.ts';
import { readOwnOptions } from './own-options.ts';
import { pageCommands } from './page-commands.ts';
import { servePageTexts } from './page-texts.ts';
import { followPower } from './power.ts';
import { serveAppScheme } from './protocol.ts';
import { quitCleanly } from './quit.ts';
import { Recordings } from './recordings/recordings.ts';
import { pickReplay, replayOptions } from './recordings/replay.ts';
import { denyPermissions, denyRemoteContent } from './security.ts';
import { openSettings } from './settings.ts';
import { StateWatch } from './state-watch.ts';
import { serveStreamPorts } from './stream-port.ts';
import { followTheme, themeCommands } from './theme.ts';
import { focusWindow } from './tool-window.ts';
import { Updates } from './updates.ts';
import { openDashboardWindow } from './window.ts';

const MAX_KEY_LENGTH = 512;

type DesktopSetup = Pick<AppSetup, 'rendererDir' | 'version'>;

/** The desktop application: one window over one running pipeline. */
export class Desktop {
  readonly #setup: DesktopSetup;
  readonly #args: readonly string[];
  readonly #log: Log;
  readonly #settings: SettingsStore;
  readonly #apiKey: ApiKey;
  readonly #recordings: Recordings;
  readonly #updates: Updates;
  readonly #feed: FeedControl;
  readonly #commands = new AppCommands();
  /** What command line and settings ask for. */
  #own: Options;
  /** The feed of now: the own one, or a replay. */
  #options: Options;
  #changing: Promise<unknown> = Promise.resolve();
  #running: RunningApp | null = null;
  #window: BrowserWindow | null = null;
  #watch: StateWatch | null = null;
  #openLater: string | null = null;
  #quitting = false;

  constructor(setup: DesktopSetup, args: readonly string[], recordingsPreloadPath: string) {
    this.#setup = setup;
    this.#args = args;
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
    this.#feed = new FeedControl({
      settings: this.#settings,
      running: () => this.#running,
      isReplaying: () => this.#isReplaying,
      own: () => this.#own,
      restart: () => this.#restartOwn(),
      onChange: () => this.#showState(),
    });
    this.#addCommands();
    quitCleanly({
      mayQuit: () => this.#mayQuit(),
      stop: () => this.#stop(),
      log: this.#log,
    });
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
    app.on('activate', () => this.#focus());
  }

  /** Starts the pipeline, then shows it. */
  async open(preloadPath: string, session: Session): Promise<void> {
    setMenu(this.#commands);
    denyPermissions(session);
    denyRemoteContent(session);
    serveAppScheme(this.#setup.rendererDir, session);
    followTheme(this.#settings);
    followPower(() => this.#running, this.#log);
    serveStreamPorts(() => this.#running);
    serveCommands(this.#commands);
    this.#serveApiKey();
    servePageTexts(() => this.#running?.webUrl ?? null);
    if (!(await this.#startOrExit())) return;
    this.#window = openDashboardWindow(preloadPath, this.#settings, this.#log);
    this.#window.on('close', (event) => this.#onClose(event));
    // The other windows are tools of this one.
    this.#window.once('closed', () => app.quit());
    this.#watch = new StateWatch({
      status: () => this.#running?.status() ?? null,
      isStopped: () => this.#feed.isStopped,
      isRecording: () => this.#running?.recordingDir != null,
      commands: this.#commands,
      settings: this.#settings,
      window: () => this.#window,
      log: this.#log,
    });
    this.#settings.onChange(() => refreshMenu(this.#commands));
    if (this.#openLater !== null) this.openFile(this.#openLater);
    this.#updates.follow();
  }

  /** Shows what is in a recording that was opened from outside: at once, or as soon as there are windows. */
  openFile(path: string): void {
    if (this.#window === null) this.#openLater = path;
    else this.#recordings.show('inspect', path);
  }

  get #isReplaying(): boolean {
    return this.#options.replayPath !== null;
  }

  #dataDir(): string {
    return this.#own.dataDir ?? defaultDataDir();
  }

  #addCommands(): void {
    const toPage = (id: string) => {
      this.#focus();
      this.#window?.webContents.send(PAGE_COMMAND_CHANNEL, id);
    };
    this.#commands.add([
      ...this.#fileCommands(),
      ...pageCommands(toPage),
      ...themeCommands(this.#settings, toPage),
      ...this.#feed.commands(),
      { id: 'show-window', label: 'Show Dashboard', run: () => this.#focus() },
      { id: 'check-updates', label: 'Check for Updates...', run: () => this.#updates.check() },
      { id: 'licences', label: 'Licences', run: () => showLicences() },
      { id: 'quit', label: 'Quit', run: () => app.quit() },
    ]);
  }

  #fileCommands(): readonly AppCommand[] {
    return [
      {
        id: 'export',
        label: 'Export to Excel...',
        accelerator: 'CmdOrCtrl+E',
        run: () => this.#recordings.show('export'),
      },
      {
        id: 'inspect',
        label: 'Inspect Recording...',
        accelerator: 'CmdOrCtrl+I',
        run: () => this.#recordings.show('inspect'),
      },
      {
        id: 'open',
        label: 'Open Recording...',
        accelerator: 'CmdOrCtrl+O',
        run: () => this.#recordings.show('open'),
      },
      {
        id: 'replay',
        label: 'Replay Recording...',
        accelerator: 'CmdOrCtrl+Shift+O',
        run: () => void this.#replay(),
      },
      {
        id: 'live',
        label: 'Back to Live',
        isEnabled: () => this.#isReplaying && this.#own.replayPath === null,
        run: () => void this.#restart(this.#own),
      },
      { id: 'data-folder', label: 'Open Data Folder', run: () => void this.#recordings.openDataFolder() },
    ];
  }

  async #replay(): Promise<void> {
    if (this.#window === null || this.#window.isDestroyed()) return;
    const path = await pickReplay(this.#window, this.#dataDir());
    if (path !== null) await this.#restart(replayOptions(this.#own, path), 'The recording cannot be replayed');
  }

  /** Starts the pipeline anew as command line and settings say now. */
  async #restartOwn(): Promise<boolean> {
    const before = this.#own;
    const own = this.#feed.chosen(readOwnOptions(this.#args, this.#settings.all()));
    this.#own = own;
    const isDone = await this.#restart(own, 'The feed cannot be changed');
    if (!isDone && this.#own === own) this.#own = before;
    return isDone;
  }

  /**
   * Ends the pipeline and starts it with other options; one change after the other. Options that it cannot start with are given up
   * for those of before, which is said under `failure`; false then.
   */
  #restart(options: Options, failure = 'The feed cannot be started'): Promise<boolean> {
    const change = this.#changing.then(async () => {
      const before = this.#options;
      const isStopped = this.#feed.isStopped;
      await this.#running?.stop();
      this.#running = null;
      this.#options = options;
      try {
        await this.#start();
        return true;
      } catch (error) {
        this.#options = before;
        dialog.showErrorBox(failure, error instanceof Error ? error.message : String(error));
        await this.#startOrExit();
        return false;
      } finally {
        // What the user has stopped stays so.
        if (isStopped) this.#feed.stop();
        this.#showState();
      }
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

  #showState(): void {
    refreshMenu(this.#commands);
    this.#watch?.update();
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

  #onClose(event: Electron.Event): void {
    if (this.#quitting) return;
    event.preventDefault();
    if (this.#settings.get('keepInTray')) this.#window?.hide();
    else app.quit();
  }

  async #mayQuit(): Promise<boolean> {
    const may = await this.#recordings.mayEnd(this.#window);
    if (!may) this.#updates.stay();
    return may;
  }

  async #stop(): Promise<void> {
    this.#quitting = true;
    this.#watch?.stop();
    if (this.#window !== null && !this.#window.isDestroyed()) this.#window.hide();
    await this.#recordings.stop();
    await this.#changing;
    await this.#running?.stop();
    giveBackApiKey();
    this.#updates.finish();
  }

  #focus(): void {
    if (this.#window !== null) focusWindow(this.#window);
  }
}
