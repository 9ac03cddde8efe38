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

/** The source of one window: the own recording until the user picks another. Paths come from native dialogs only. */
export class RecordingSource {
  readonly #window: BrowserWindow;
  readonly #ownDirectory: () => string;
  #picked: { readonly kind: SourceKind; readonly path: string } | null = null;

  constructor(window: BrowserWindow, ownDirectory: () => string) {
    this.#window = window;
    this.#ownDirectory = ownDirectory;
  }

  view(): SourceView {
    return this.#picked ?? { kind: 'own', path: this.#ownDirectory() };
  }

  async choose(kind: SourceKind): Promise<SourceView> {
    if (kind === 'own') this.#picked = null;
    else {
      const path = await pickRecording(this.#window, kind);
      if (path !== null) this.#picked = { kind, path };
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
