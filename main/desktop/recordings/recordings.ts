import { mkdir } from 'node:fs/promises';
import { dialog, shell } from 'electron';
import { RECORDING_WINDOWS, type RecordingWindowName } from '../../../preload/recordings-bridge.ts';
import { openRecordingWindow, type RecordingWindow } from './recording-window.ts';
import type { OwnRecording } from './source.ts';

/** The windows that work on recordings, at most one of each kind. */
export class Recordings {
  readonly #preloadPath: string;
  readonly #own: OwnRecording;
  readonly #windows = new Map<RecordingWindowName, RecordingWindow>();

  constructor(preloadPath: string, own: OwnRecording) {
    this.#preloadPath = preloadPath;
    this.#own = own;
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
    const opened = openRecordingWindow(name, this.#preloadPath, this.#own, forget, path);
    this.#windows.set(name, opened);
  }

  async openDataFolder(): Promise<void> {
    const directory = this.#own.directory();
    const problem = await mkdir(directory, { recursive: true }).then(
      () => shell.openPath(directory),
      (error: unknown) => String(error),
    );
    if (problem !== '') dialog.showErrorBox('The data folder cannot be opened', `${directory}\n${problem}`);
  }

  /** Ends what the windows are doing; a half-written export leaves no file. */
  async stop(): Promise<void> {
    await Promise.all(RECORDING_WINDOWS.map((name) => this.#windows.get(name)?.stop()));
  }
}
