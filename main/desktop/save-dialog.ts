import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';

export interface SaveTarget {
  readonly title?: string;
  /** Offered, in the user's documents. */
  readonly name: string;
  readonly filters: Electron.FileFilter[];
}

/** Asks for the name of a file, before a window where there is one; null = the user gave up. */
export async function askSavePath(parent: BrowserWindow | null, target: SaveTarget): Promise<string | null> {
  const { name, ...shown } = target;
  const options: Electron.SaveDialogOptions = {
    ...shown,
    defaultPath: join(app.getPath('documents'), name),
    properties: ['showOverwriteConfirmation', 'createDirectory'],
  };
  const { canceled, filePath } = await (parent === null || parent.isDestroyed()
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(parent, options));
  return canceled || filePath === '' ? null : filePath;
}

/**
 * Asks where a text is to go and writes it there; the user is told where that fails. Resolves to the name of the file, null = it was not
 * written. `text` is asked for once the path is known.
 */
export async function saveTextAs(
  parent: BrowserWindow | null,
  target: SaveTarget,
  text: (path: string) => string,
): Promise<string | null> {
  const path = await askSavePath(parent, target);
  if (path === null) return null;
  try {
    await writeFile(path, text(path));
    return basename(path);
  } catch (error) {
    dialog.showErrorBox(
      'The file is not written',
      `${path}\n${error instanceof Error ? error.message : String(error)}`,
    );
    return null;
  }
}
