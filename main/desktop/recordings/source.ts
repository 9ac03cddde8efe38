import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
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
  readonly isRecording: () => boolean;
}

const JOURNAL_NOTE = 'Recording is on: rows of about the last 5 minutes are still in its journal, and not in this yet.';

/** The source of one window: the own recording until the user picks another. Paths come from native dialogs only. */
export class RecordingSource {
  readonly #window: BrowserWindow;
  readonly #own: OwnRecording;
  #picked: SourceView | null = null;

  constructor(window: BrowserWindow, own: OwnRecording) {
    this.#window = window;
    this.#own = own;
  }

  view(): SourceView {
    const note = this.#own.isRecording() ? JOURNAL_NOTE : null;
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

const TRADES = 'crypto_trades.parquet';

/** The trades below a folder that the user picked: of a data directory its dataset of trades, else the path itself. */
export async function tradesWithin(path: string): Promise<string> {
  if (basename(path) === TRADES) return path;
  for (const place of [join(path, TRADES), join(path, 'parquet_data', TRADES)]) {
    const exists = await stat(place).then(
      () => true,
      () => false,
    );
    if (exists) return place;
  }
  return path;
}
