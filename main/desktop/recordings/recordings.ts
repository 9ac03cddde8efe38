import { app, type BrowserWindow, dialog, type MessageBoxOptions, shell } from 'electron';
import { RECORDING_WINDOWS, type RecordingWindowName } from '../../../preload/recordings-bridge.ts';
import { makeDirectory } from '../../make-directory.ts';
import type { Notifier } from '../notifier.ts';
import { openRecordingWindow, type RecordingWindow } from './recording-window.ts';
import type { OwnRecording } from './source.ts';

/** The windows that work on recordings, at most one of each kind. */
export class Recordings {
  readonly #preloadPath: string;
  readonly #own: OwnRecording;
  readonly #notifier: Notifier;
  readonly #windows = new Map<RecordingWindowName, RecordingWindow>();

  constructor(preloadPath: string, own: OwnRecording, notifier: Notifier) {
    this.#preloadPath = preloadPath;
    this.#own = own;
    this.#notifier = notifier;
  }

  /** Shows the window, for this file where one is given. */
  show(name: RecordingWindowName, path: string | null = null): void {
    const known = this.#windows.get(name);
    if (known?.focus() === true) {
      if (path !== null) known.open(path);
      return;
    }
    const forget = () => {
      if (this.#windows.get(name) === opened) this.#windows.delete(name);
    };
    const opened = openRecordingWindow(name, this.#preloadPath, this.#own, this.#notifier, forget, path);
    this.#windows.set(name, opened);
  }

  async openDataFolder(): Promise<void> {
    const directory = this.#own.directory();
    const problem = await makeDirectory(directory).then(
      () => shell.openPath(directory),
      (error: unknown) => String(error),
    );
    if (problem !== '') dialog.showErrorBox('The data folder cannot be opened', `${directory}\n${problem}`);
  }

  /** Asks whether a file that is being written may be given up; true where there is none. */
  async mayEnd(parent: BrowserWindow | null): Promise<boolean> {
    if (this.#windows.get('export')?.isBusy() !== true) return true;
    const question: MessageBoxOptions = {
      type: 'question',
      title: app.name,
      message: 'An export is still being written. Quit and give it up?',
      detail: 'No half-written file is left.',
      buttons: ['Quit', 'Stay'],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    };
    const isShown = parent !== null && !parent.isDestroyed() && parent.isVisible();
    const { response } = await (isShown ? dialog.showMessageBox(parent, question) : dialog.showMessageBox(question));
    return response === 0;
  }

  /** Ends what the windows are doing; a half-written export leaves no file. */
  async stop(): Promise<void> {
    await Promise.all(RECORDING_WINDOWS.map((name) => this.#windows.get(name)?.stop()));
  }
}
