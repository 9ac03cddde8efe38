import { app, type BrowserWindow, dialog, type Session } from 'electron';
import { PAGE_COMMAND_CHANNEL } from '../../preload/bridge.ts';
import { giveBackApiKey } from '../api-key.ts';
import { type AppSetup, type RunningApp, StartError, startApp } from '../app.ts';
import { defaultDataDir } from '../data-directory.ts';
import { type LogFile, openLogFile } from '../diagnostics/log-file.ts';
import { createRedactor } from '../diagnostics/redactor.ts';
import { createLog, type Log, writeLine } from '../log.ts';
import { givenOptions, OptionError, type Options } from '../options.ts';
import { SETTINGS, type SettingName, type Settings } from '../settings/settings.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { AlertNotices } from './alerts/alert-notices.ts';
import { AlertsWindow } from './alerts/alerts-window.ts';
import { ApiKey } from './api-key.ts';
import { type AppCommand, AppCommands } from './app-commands.ts';
import { serveCommands } from './command-palette.ts';
import { diagnosticsCommands } from './diagnostics.ts';
import { FeedControl } from './feed-control.ts';
import { hasTerminal } from './has-terminal.ts';
import { onSend } from './ipc.ts';
import { showLicences } from './licences.ts';
import { followLoginItem } from './login-item.ts';
import { refreshMenu, setMenu } from './menu.ts';
import { Notifier } from './notifier.ts';
import { isRecording, openedFile } from './opened-file.ts';
import { ownArguments } from './own-arguments.ts';
import { readOwnOptions } from './own-options.ts';
import { pageCommands } from './page-commands.ts';
import { servePageSettings } from './page-settings.ts';
import { servePageTexts } from './page-texts.ts';
import { followPower } from './power.ts';
import { directoryView } from './preferences/directory-view.ts';
import { overridesOf } from './preferences/overrides.ts';
import { PreferencesWindow } from './preferences/preferences-window.ts';
import { serveAppScheme } from './protocol.ts';
import { quitCleanly } from './quit.ts';
import { Recordings } from './recordings/recordings.ts';
import { pickReplay, replayOptions } from './recordings/replay.ts';
import { systemVault } from './secret-vault.ts';
import { denyPermissions, denyRemoteContent } from './security.ts';
import { serveDiagnostics } from './serve-diagnostics.ts';
import { openSettings } from './settings.ts';
import { StateWatch } from './state-watch.ts';
import { serveStreamPorts } from './stream-port.ts';
import { followTheme, themeCommands } from './theme.ts';
import { focusWindow } from './tool-window.ts';
import { Updates } from './updates.ts';
import { openDashboardWindow } from './window.ts';

const KEY_MISSING =
  'The live market is chosen, but there is no API key now: the simulated market runs. Enter the key in the preferences.';

type DesktopSetup = Pick<AppSetup, 'rendererDir' | 'version'>;

/** The preload scripts of each kind of window. */
export interface PreloadPaths {
  readonly dashboard: string;
  readonly recordings: string;
  readonly preferences: string;
  readonly alerts: string;
}

/** The desktop application: one window over one running pipeline. */
export class Desktop {
  readonly #setup: DesktopSetup;
  readonly #preloads: PreloadPaths;
  readonly #args: readonly string[];
  readonly #redactor = createRedactor();
  readonly #logFile: LogFile;
  readonly #log: Log;
  readonly #settings: SettingsStore;
  readonly #apiKey: ApiKey;
  readonly #notifier: Notifier;
  readonly #recordings: Recordings;
  readonly #preferences: PreferencesWindow;
  readonly #alerts: AlertsWindow;
  readonly #alertNotices: AlertNotices;
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
  /** Why nothing runs, where nobody would have seen it in a terminal. */
  #failure: string | null = null;
  #isKeyMissing = false;
  #pushPageSettings = () => {};
  #quitting = false;

  constructor(setup: DesktopSetup, args: readonly string[], preloads: PreloadPaths) {
    this.#setup = setup;
    this.#preloads = preloads;
    this.#args = args;
    this.#settings = openSettings();
    this.#own = readOwnOptions(args, this.#settings.all());
    this.#options = this.#own;
    this.#logFile = openLogFile(app.getPath('logs'), { redact: this.#redactor.redact });
    this.#log = createLog(
      () => this.#own.logLevel,
      (entry) => {
        writeLine({ ...entry, message: this.#redactor.redact(entry.message) });
        this.#logFile.write(entry);
      },
    );
    // Only noted: what becomes of it is as before.
    process.on('uncaughtExceptionMonitor', (error) => this.#log.error(`uncaught: ${error.stack ?? String(error)}`));
    this.#log.info(
      `version ${setup.version}, ${process.platform} ${process.arch}, Electron ${process.versions.electron}`,
    );
    for (const problem of this.#settings.problems) this.#log.warn(problem);
    this.#apiKey = new ApiKey(this.#settings, systemVault);
    this.#apiKey.onChange(() => void this.#apiKey.get().then(this.#redactor.hide));
    this.#notifier = new Notifier(this.#settings, this.#log);
    const own = {
      directory: () => this.#dataDir(),
      seal: () => this.#running?.sealRecording() ?? Promise.resolve(true),
    };
    this.#recordings = new Recordings(preloads.recordings, own, this.#notifier);
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
    this.#preferences = new PreferencesWindow({
      preloadPath: preloads.preferences,
      settings: this.#settings,
      apiKey: this.#apiKey,
      running: () => this.#running,
      restart: (wanted) => this.#applySettings(wanted),
      overrides: () => this.#overrides(),
      dataDir: (chosen) => directoryView(this.#overriddenDataDir() ?? chosen ?? defaultDataDir()),
      currentDataDir: () => this.#dataDir(),
      givenAddress: () => (givenOptions(this.#args).has('feed-url') ? this.#own.feedUrl : null),
      feed: () => this.#running?.feedName ?? 'nothing runs',
      problems: () => [...(this.#failure === null ? [] : [this.#failure]), ...this.#problems()],
    });
    this.#alerts = new AlertsWindow({
      preloadPath: preloads.alerts,
      settings: this.#settings,
      running: () => this.#running,
      own,
      rulesFile: () => this.#own.alertRulesFile,
    });
    this.#alertNotices = new AlertNotices((notice) => this.#notifier.show(notice, () => this.#focus()));
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
  async open(session: Session): Promise<void> {
    setMenu(this.#commands);
    denyPermissions(session);
    denyRemoteContent(session);
    serveAppScheme(this.#setup.rendererDir, session);
    followTheme(this.#settings);
    followLoginItem(this.#settings, this.#log);
    this.#pushPageSettings = servePageSettings(this.#settings, this.#apiKey, () => this.#problems());
    onSend('preferences:open', (_event, section) => this.#preferences.show(section));
    this.#settings.onChange((changed) => this.#followSettings(changed));
    followPower(() => this.#running, this.#log);
    serveStreamPorts(() => this.#running);
    serveCommands(this.#commands);
    serveDiagnostics(() => this.#running);
    servePageTexts(() => this.#running?.webUrl ?? null);
    if (await this.#startOrExit()) this.#openWindow();
  }

  #openWindow(): void {
    this.#window = openDashboardWindow(this.#preloads.dashboard, this.#settings, this.#log);
    this.#window.on('close', (event) => this.#onClose(event));
    // The other windows are tools of this one.
    this.#window.once('closed', () => app.quit());
    this.#watch = new StateWatch({
      status: () => this.#running?.status() ?? null,
      isStopped: () => this.#feed.isStopped,
      isRecording: () => this.#running?.recordingDir != null,
      commands: this.#commands,
      notifier: this.#notifier,
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

  /** What the user should know of the settings. */
  #problems(): readonly string[] {
    return this.#isKeyMissing ? [...this.#settings.problems, KEY_MISSING] : this.#settings.problems;
  }

  #overriddenDataDir(): string | null {
    return givenOptions(this.#args).has('data-dir') ? this.#own.dataDir : null;
  }

  /** What the command line says instead of the settings; a feed chosen in this run is neither. */
  #overrides(): ReturnType<typeof overridesOf> {
    const { feed, ...others } = overridesOf(this.#args, this.#own);
    return feed === undefined || this.#feed.isChosen ? others : { feed, ...others };
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
      ...themeCommands(this.#settings),
      ...this.#feed.commands(),
      ...diagnosticsCommands({
        version: this.#setup.version,
        args: this.#args,
        settings: this.#settings,
        problems: () => this.#problems(),
        running: () => this.#running,
        window: () => this.#window,
        logFile: this.#logFile,
        redactor: this.#redactor,
      }),
      {
        id: 'preferences',
        label: process.platform === 'darwin' ? 'Settings...' : 'Preferences...',
        accelerator: 'CmdOrCtrl+,',
        run: () => this.#preferences.show(),
      },
      { id: 'alerts', label: 'Alerts...', accelerator: 'CmdOrCtrl+Shift+A', run: () => this.#alerts.show() },
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
        run: () => void this.#restartOrTell(this.#own, 'The feed cannot be started'),
      },
      { id: 'data-folder', label: 'Open Data Folder', run: () => void this.#recordings.openDataFolder() },
    ];
  }

  async #replay(): Promise<void> {
    if (this.#window === null || this.#window.isDestroyed()) return;
    const path = await pickReplay(this.#window, this.#dataDir());
    if (path !== null) await this.#restartOrTell(replayOptions(this.#own, path), 'The recording cannot be replayed');
  }

  async #restartOrTell(options: Options, failure: string): Promise<void> {
    const reason = await this.#restart(options);
    if (reason !== null) dialog.showErrorBox(failure, reason);
  }

  /** Starts the pipeline anew as command line and settings say now. */
  async #restartOwn(): Promise<boolean> {
    const reason = await this.#applySettings(this.#settings.all());
    if (reason !== null) dialog.showErrorBox('The feed cannot be changed', reason);
    return reason === null;
  }

  /** Starts the pipeline anew as the command line and these settings say. Null, or why it cannot: all is then as before. */
  async #applySettings(settings: Settings): Promise<string | null> {
    const before = this.#own;
    const replay = before.replayPath === null ? this.#options.replayPath : null;
    const undo = settings.feed === this.#settings.get('feed') ? () => {} : this.#feed.choose(settings.feed);
    try {
      this.#own = this.#feed.chosen(readOwnOptions(this.#args, settings));
    } catch (error) {
      undo();
      if (error instanceof OptionError) return error.message;
      throw error;
    }
    const own = this.#own;
    const reason = await this.#restart(replay === null ? own : replayOptions(own, replay));
    if (reason !== null) undo();
    if (reason !== null && this.#own === own) this.#own = before;
    return reason;
  }

  /** What takes effect at once. */
  #followSettings(changed: ReadonlySet<SettingName>): void {
    if ([...changed].every((name) => SETTINGS[name].effect !== 'live')) return;
    const isOwn = this.#options === this.#own;
    this.#own = this.#feed.chosen(readOwnOptions(this.#args, this.#settings.all()));
    if (isOwn) this.#options = this.#own;
    this.#running?.configureRecording(this.#own);
    if (changed.has('alertRules') && this.#own.alertRulesFile === null) {
      this.#running?.setAlertRules(this.#settings.get('alertRules'));
    }
  }

  /**
   * Ends the pipeline and starts it with other options; one change after the other. Options that it cannot start with are given up
   * for those of before, and the answer is why; else null.
   */
  #restart(options: Options): Promise<string | null> {
    const change = this.#changing.then(async () => {
      const before = this.#options;
      const hadStarted = this.#running !== null;
      const isStopped = this.#feed.isStopped;
      await this.#running?.stop();
      this.#running = null;
      this.#options = options;
      try {
        await this.#start();
        if (this.#window === null) this.#openWindow();
        return null;
      } catch (error) {
        this.#options = before;
        if (hadStarted) await this.#startOrExit();
        return error instanceof Error ? error.message : String(error);
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
    const apiKey = await this.#apiKey.get();
    this.#redactor.hide(apiKey);
    // A key that was for one session only must not keep the next one from starting; what is chosen now needs its key.
    const { feed, replayPath } = this.#options;
    const isOfSettings = this.#settings.get('feed') === 'polygon' && !givenOptions(this.#args).has('feed');
    const isKeyMissing = apiKey === null && feed === 'polygon' && replayPath === null && isOfSettings;
    this.#running = await startApp({
      ...this.#setup,
      options: isKeyMissing ? { ...this.#options, feed: 'demo' } : this.#options,
      apiKey,
      dataDir: this.#dataDir(),
      log: this.#log,
      alertRules: this.#settings.get('alertRules'),
      onAlerts: (events) => this.#alertNotices.add(events),
    });
    this.#isKeyMissing = isKeyMissing;
    this.#failure = null;
  }

  async #startOrExit(): Promise<boolean> {
    try {
      await this.#start();
      return true;
    } catch (error) {
      const message = error instanceof StartError ? error.message : String(error);
      process.stderr.write(`${message}\n`);
      if (!hasTerminal()) {
        this.#failure = `The dashboard cannot start: ${message}`;
        this.#preferences.show('connection');
      } else {
        app.exit(1);
      }
      return false;
    }
  }

  #showState(): void {
    this.#pushPageSettings();
    refreshMenu(this.#commands);
    this.#watch?.update();
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
    this.#alerts.stop();
    this.#alertNotices.stop();
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
