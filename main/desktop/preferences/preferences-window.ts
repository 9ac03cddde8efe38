import { type BrowserWindow, dialog } from 'electron';
import {
  KEY_KEEPINGS,
  PREFERENCE_SECTIONS,
  PREFERENCES_SECTION_CHANNEL,
  PREFERENCES_VIEW_CHANNEL,
  type PreferenceSection,
  type PreferencesInvokes,
  type Refusal,
  TEST_STEP_CHANNEL,
} from '../../../preload/preferences-bridge.ts';
import { answersFor } from '../ipc.ts';
import { ToolWindows } from '../tool-window.ts';
import { ConnectionTester, type TesterHost } from './connection-tester.ts';
import { type PreferencesHost, PreferencesModel } from './preferences-model.ts';

const SIZE = { width: 940, height: 720 };
/** Feed and free space change by themselves. */
const REFRESH_MS = 2_000;

export interface PreferencesSetup extends PreferencesHost {
  readonly preloadPath: string;
  readonly running: TesterHost['running'];
  /** The server that the command line names; null = that of the settings. */
  readonly givenAddress: () => string | null;
  /** Where recordings go. */
  readonly currentDataDir: () => string;
}

/** The preferences: at most one window, and what is chosen in it but not applied yet. */
export class PreferencesWindow {
  readonly #setup: PreferencesSetup;
  readonly #model: PreferencesModel;
  readonly #tester: ConnectionTester;
  readonly #windows = new ToolWindows();
  #window: BrowserWindow | null = null;
  #section: PreferenceSection | null = null;

  constructor(setup: PreferencesSetup) {
    this.#setup = setup;
    this.#model = new PreferencesModel(setup);
    this.#model.onChange = () => void this.#push();
    this.#tester = new ConnectionTester({
      apiKey: setup.apiKey,
      running: setup.running,
      address: () => setup.givenAddress() ?? this.#model.wanted.endpoint,
    });
  }

  /** Shows the window, at a section where one is asked for. */
  show(section: unknown = null): void {
    this.#section = PREFERENCE_SECTIONS.find((known) => known === section) ?? null;
    const before = this.#window;
    this.#window = this.#windows.show(
      'preferences',
      { page: 'preferences/preferences.html', preloadPath: this.#setup.preloadPath, ...SIZE },
      (window) => this.#prepare(window),
    );
    if (before === this.#window && this.#section !== null) this.#send(PREFERENCES_SECTION_CHANNEL, this.#section);
  }

  #prepare(window: BrowserWindow): void {
    this.#answer(window);
    const timer = setInterval(() => void this.#push(), REFRESH_MS);
    let isLeaving = false;
    window.on('close', (event) => {
      if (isLeaving || !this.#model.hasPending) return;
      event.preventDefault();
      void this.#mayClose(window).then((may) => {
        isLeaving = may;
        if (may) window.close();
      });
    });
    window.once('closed', () => {
      clearInterval(timer);
      this.#tester.cancel();
      this.#window = null;
    });
    // A reload forgets what the page was waiting for.
    window.webContents.on('did-start-loading', () => this.#tester.cancel());
  }

  #answer(window: BrowserWindow): void {
    const answer = answersFor<PreferencesInvokes>(window.webContents);
    const model = this.#model;
    answer('preferences:view', () => model.view());
    answer('preferences:section', async () => this.#section);
    answer('preferences:check', (name, value) => model.check(name, value));
    answer('preferences:set', (name, value) => model.set(name, value));
    answer('preferences:apply', () => model.apply());
    answer('preferences:discard', async () => model.discard());
    answer('preferences:choose-directory', () => this.#chooseDirectory(window));
    answer('preferences:set-key', async (key, keeping) => {
      const known = KEY_KEEPINGS.find((each) => each === keeping);
      return known === undefined ? 'A key is kept in no such way.' : model.setKey(key, known);
    });
    answer('preferences:remove-key', () => model.removeKey());
    answer('preferences:test', (key, interrupt) =>
      this.#tester.run(key, interrupt === true, (step) => this.#send(TEST_STEP_CHANNEL, step)),
    );
    answer('preferences:cancel-test', async () => this.#tester.cancel());
  }

  async #chooseDirectory(window: BrowserWindow): Promise<Refusal> {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title: 'Where recordings are kept',
      defaultPath: this.#model.wanted.dataDir ?? this.#setup.currentDataDir(),
      properties: ['openDirectory', 'createDirectory', 'promptToCreate'],
    });
    const [path] = filePaths;
    return canceled || path === undefined ? null : this.#model.set('dataDir', path);
  }

  /** Asks what becomes of changes that wait; false = the window stays. */
  async #mayClose(window: BrowserWindow): Promise<boolean> {
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      title: 'Preferences',
      message: 'Some changes are not applied yet.',
      detail: 'They reconnect the feed, which is a short, recorded outage.',
      buttons: ['Apply', 'Discard', 'Stay'],
      defaultId: 0,
      cancelId: 2,
      noLink: true,
    });
    if (response === 1) this.#model.discard();
    if (response !== 0) return response === 1;
    // The window says why where it could not be done.
    return (await this.#model.apply()) === null;
  }

  async #push(): Promise<void> {
    if (this.#window === null) return;
    this.#send(PREFERENCES_VIEW_CHANNEL, await this.#model.view());
  }

  #send(channel: string, value: unknown): void {
    if (this.#window !== null && !this.#window.isDestroyed()) this.#window.webContents.send(channel, value);
  }
}
