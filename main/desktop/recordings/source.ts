import { type BrowserWindow, dialog } from 'electron';
import type { SourceKind, SourceView } from '../../../preload/recordings-bridge.ts';

/** Asks the user for a Parquet file or a folder of them; null = the dialog was cancelled. */
export async function pickRecording(window: BrowserWindow, kind: 'file' | 'folder'): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: kind === 'file' ? 'Choose a Parquet file' : 'Choose the folder of a recording',
    properties: [kind === 'file' ? 'openFile' : 'openDirectory'],
    ...(kind === 'file' && {
      filters: [
        { name: 'Parquet', extensions: ['parquet'] },
        { name: 'All files', extensions: ['*'] },
      ],
    }),
  });
  return canceled ? null : (filePaths[0] ?? null);
}

/** Where this application records. */
export interface OwnRecording {
  readonly directory: () => string;
  /** Makes the newest rows readable; false if that cannot be done now for all of them. */
  readonly seal: () => Promise<boolean>;
}

const MEMORY_NOTE =
  'The recorder cannot finish its files now. Rows that it holds only in memory are missing here; its state in the status bar of the dashboard says why.';

/** The source of one window: the own recording until the user picks another. Paths come from native dialogs and the system's file manager only. */
export class RecordingSource {
  readonly #window: BrowserWindow;
  readonly #own: OwnRecording;
  #picked: SourceView | null = null;

  constructor(window: BrowserWindow, own: OwnRecording) {
    this.#window = window;
    this.#own = own;
  }

  /** Takes a file that the user opened from outside. */
  pick(path: string): void {
    this.#picked = { kind: 'file', path, note: null };
  }

  /** What it is, with the newest rows of the own recording made readable before. */
  async view(): Promise<SourceView> {
    if (this.#picked !== null) return this.#picked;
    const note = (await this.#own.seal()) ? null : MEMORY_NOTE;
    return this.#picked ?? { kind: 'own', path: this.#own.directory(), note };
  }

  async choose(kind: SourceKind): Promise<SourceView> {
    if (kind === 'own') this.#picked = null;
    else {
      const path = await pickRecording(this.#window, kind);
      if (path !== null) this.#picked = { kind, path, note: null };
    }
    return this.view();
  }
}
