import { BrowserWindow, nativeTheme } from 'electron';
import type { Log } from '../log.ts';
import { APP_ORIGIN } from './app-origin.ts';
import type { SettingsStore } from './settings.ts';
import { rememberState, restoredState } from './window-state.ts';

/** A renderer that keeps crashing is not reloaded for ever. */
const MAX_RELOADS = 5;
const RELOAD_WINDOW_MS = 60_000;
const RELOAD_DELAY_MS = 500;

/** Opens the dashboard's window; it shows itself when its first frame is ready. */
export function openDashboardWindow(preloadPath: string, settings: SettingsStore, log: Log): BrowserWindow {
  const { maximized, ...bounds } = restoredState(settings);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 800,
    minHeight: 560,
    show: false,
    title: 'Multi-Ticker Dashboard',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#12161c' : '#f4f6f8',
    autoHideMenuBar: true,
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      // Prices must not freeze in a covered window.
      backgroundThrottling: false,
    },
  });
  rememberState(window, settings);
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  reloadAfterCrash(window, log);
  void window.loadURL(`${APP_ORIGIN}/multi_ticker_dashboard.html`);
  return window;
}

function reload(window: BrowserWindow): void {
  if (!window.isDestroyed()) window.webContents.reload();
}

function reloadAfterCrash(window: BrowserWindow, log: Log): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const now = Date.now();
    crashes = [...crashes.filter((time) => now - time < RELOAD_WINDOW_MS), now];
    log.error(`the dashboard's page ended (${reason}, code ${exitCode})`);
    // Not within the event: Electron 42 ends itself when a page is loaded while the old one is being taken down.
    if (crashes.length <= MAX_RELOADS) setTimeout(() => reload(window), RELOAD_DELAY_MS);
  });
}
