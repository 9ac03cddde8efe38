import { BrowserWindow } from 'electron';
import { APP_ORIGIN } from './app-origin.ts';
import { windowIcon } from './icon.ts';
import { safePreferences, windowBackground } from './window.ts';

export interface ToolWindowOptions {
  /** Below the bundle: `tools/alerts.html`. */
  readonly page: string;
  readonly preloadPath: string;
  readonly width: number;
  readonly height: number;
}

/** Opens a window for one flow; it shows itself when its first frame is ready. */
export function createToolWindow({ page, preloadPath, width, height }: ToolWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width,
    height,
    minWidth: 480,
    minHeight: 420,
    show: false,
    backgroundColor: windowBackground(),
    ...windowIcon(),
    webPreferences: safePreferences(preloadPath),
  });
  // Hidden, not removed: its keys (close, reload, zoom) go on to work.
  window.setMenuBarVisibility(false);
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${APP_ORIGIN}/${page}`);
  return window;
}

/** Brings a window to the front; false when it is gone: between its end and the event that tells of it a window is still known. */
export function focusWindow(window: BrowserWindow): boolean {
  if (window.isDestroyed()) return false;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
  return true;
}

/** Tool windows of which there is at most one each. */
export class ToolWindows {
  readonly #open = new Map<string, BrowserWindow>();

  /** Shows the window of that name; `prepare` gives a new one its answers before its page asks. */
  show(name: string, options: ToolWindowOptions, prepare: (window: BrowserWindow) => void): BrowserWindow {
    const known = this.#open.get(name);
    if (known !== undefined && focusWindow(known)) return known;
    const window = createToolWindow(options);
    prepare(window);
    this.#open.set(name, window);
    window.once('closed', () => {
      if (this.#open.get(name) === window) this.#open.delete(name);
    });
    return window;
  }
}
