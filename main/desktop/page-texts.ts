import { BrowserWindow, clipboard } from 'electron';
import { onInvoke } from './ipc.ts';
import { openTextFile } from './open-dialog.ts';
import { saveTextAs } from './save-dialog.ts';

/** Far more than a layout or a link needs. */
const MAX_TEXT_LENGTH = 4 * 1024 * 1024;

/**
 * Saves, opens and copies texts for the dashboard's page, which may itself neither download nor use the clipboard: which file, the
 * user says in the dialog of the system. `webUrl` is where browsers find the pages.
 */
export function servePageTexts(webUrl: () => string | null): void {
  onInvoke('text:save', async (suggestedName, text) => {
    const name = checkedName(suggestedName);
    const content = checkedText(text);
    const filters = [
      { name: 'JSON', extensions: ['json'] },
      { name: 'All files', extensions: ['*'] },
    ];
    return saveTextAs(BrowserWindow.getFocusedWindow(), { name, filters }, () => content);
  });
  // The page cannot ask itself: a command of the native menu is no gesture of the user to a page.
  onInvoke('text:open', () =>
    openTextFile(BrowserWindow.getFocusedWindow(), { title: 'Import a layout', maxBytes: MAX_TEXT_LENGTH }),
  );
  onInvoke('text:copy', async (text) => clipboard.writeText(checkedText(text)));
  onInvoke('app:web-url', async () => webUrl());
}

function checkedText(text: unknown): string {
  if (typeof text !== 'string' || text.length > MAX_TEXT_LENGTH) throw new Error('no text, or one that is too long');
  return text;
}

/** A file name without any folder. */
function checkedName(name: unknown): string {
  if (typeof name !== 'string' || !/^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,120}$/u.test(name))
    throw new Error('not a file name');
  return name;
}
