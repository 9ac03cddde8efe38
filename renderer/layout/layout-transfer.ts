import type { DesktopBridge } from '../../preload/bridge.ts';
import type { LayoutDocument } from './layout.ts';
import { layoutFileName, layoutFragment, layoutText, MAX_LAYOUT_BYTES } from './layout-text.ts';

/**
 * Saves the layout as a file. In the window through the system's dialog, because the page may not download; in a browser as a
 * download. Resolves to the name of the file, or null if the user gave up.
 */
export async function exportLayout(layout: LayoutDocument, desktop: DesktopBridge | undefined): Promise<string | null> {
  const name = layoutFileName(layout);
  const text = layoutText(layout);
  if (desktop !== undefined) return desktop.saveText(name, text);
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
  return name;
}

/** Lets the user choose a file. Resolves to its text, null if the user gave up; rejects with a sentence for a file that cannot be a layout. */
export async function chooseLayoutFile(desktop: DesktopBridge | undefined): Promise<string | null> {
  if (desktop === undefined) return chooseInBrowser();
  const file = await desktop.openText();
  if (file === null) return null;
  if ('problem' in file) throw new Error(file.problem);
  return file.text;
}

function chooseInBrowser(): Promise<string | null> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  return new Promise((resolve, reject) => {
    input.addEventListener('cancel', () => resolve(null));
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (file === undefined) resolve(null);
      else if (file.size > MAX_LAYOUT_BYTES) reject(new Error(`"${file.name}" is too large for a layout.`));
      else resolve(file.text());
    });
    input.click();
  });
}

/**
 * The address that shows this layout. In the window it is built on the application's web address, because nobody else can open
 * the window's own; null where there is none.
 */
export async function layoutLink(
  layout: LayoutDocument,
  address: string,
  desktop: DesktopBridge | undefined,
): Promise<string | null> {
  const path = new URL(address).pathname;
  const web = desktop === undefined ? null : await desktop.webUrl();
  if (desktop !== undefined && web === null) return null;
  const url = web === null ? new URL(address) : new URL(path.replace(/^\//, ''), web.endsWith('/') ? web : `${web}/`);
  url.search = '';
  url.hash = await layoutFragment(layout);
  return url.href;
}

/** Puts a text into the clipboard; false where the browser does not allow it (a page over plain http, for example). */
export async function copyText(text: string, desktop: DesktopBridge | undefined): Promise<boolean> {
  try {
    if (desktop !== undefined) await desktop.copyText(text);
    else if (navigator.clipboard === undefined) return false;
    else await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
