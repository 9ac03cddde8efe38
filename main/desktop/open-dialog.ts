import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import type { OpenedText } from '../../preload/bridge.ts';
import { textOf } from '../read-text.ts';

export interface OpenRequest {
  readonly title: string;
  readonly maxBytes: number;
}

/** Lets the user choose a JSON file and reads it; null = the user gave up, a problem is a sentence that names the file. */
export async function openTextFile(parent: BrowserWindow | null, request: OpenRequest): Promise<OpenedText | null> {
  const { title, maxBytes } = request;
  const options: Electron.OpenDialogOptions = {
    title,
    properties: ['openFile'],
    filters: [
      { name: 'JSON', extensions: ['json'] },
      { name: 'All files', extensions: ['*'] },
    ],
  };
  const { canceled, filePaths } = await (parent === null || parent.isDestroyed()
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(parent, options));
  const [path] = filePaths;
  if (canceled || path === undefined) return null;
  const name = basename(path);
  try {
    const text = await readText(path, maxBytes);
    if (text === null) return { name, problem: `${name} is too large: more than ${maxBytes / 1024} KB.` };
    return { name, text };
  } catch (error) {
    return { name, problem: `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Null = longer than that, which is not read to its end. */
async function readText(path: string, maxBytes: number): Promise<string | null> {
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (let read = 1; read > 0 && length < bytes.length; length += read) {
      ({ bytesRead: read } = await file.read(bytes, length, bytes.length - length));
    }
    return length > maxBytes ? null : textOf(bytes.subarray(0, length));
  } finally {
    await file.close();
  }
}
