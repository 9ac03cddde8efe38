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

  show(name: RecordingWindowName): void {
    if (this.#windows.get(name)?.focus() === true) return;
    const opened = openRecordingWindow(name, this.#preloadPath, this.#own, () => {
      if (this.#windows.get(name) === opened) this.#windows.delete(name);
    });
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
