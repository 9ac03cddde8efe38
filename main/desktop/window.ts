import { BrowserWindow, dialog, nativeTheme, type WebPreferences } from 'electron';
import type { Log } from '../log.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { APP_ORIGIN } from './app-origin.ts';
import { windowIcon } from './icon.ts';
import { rememberState, restoredState } from './window-state.ts';

/** A renderer that keeps crashing is not reloaded for ever; then the user is asked. */
const MAX_RELOADS = 5;
const RELOAD_WINDOW_MS = 60_000;
const RELOAD_DELAY_MS = 500;

/** What every window of ours may do: as little as Electron allows. */
export function safePreferences(preloadPath: string): WebPreferences {
  return {
    preload: preloadPath,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
  };
}

/** The colour of a window whose page is not there yet. */
export function windowBackground(): string {
  return nativeTheme.shouldUseDarkColors ? '#12161c' : '#f4f6f8';
}

/** Opens the dashboard's window; it shows itself when its first frame is ready. */
export function openDashboardWindow(preloadPath: string, settings: SettingsStore, log: Log): BrowserWindow {
  const { maximized, ...bounds } = restoredState(settings);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 800,
    minHeight: 560,
    show: false,
    title: 'Multi-Ticker Dashboard',
    backgroundColor: windowBackground(),
    ...windowIcon(),
    // Prices must not freeze in a covered window.
    webPreferences: { ...safePreferences(preloadPath), backgroundThrottling: false },
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

/** An empty window must not be all that is left to see of a page that cannot be kept running. */
async function askToReload(window: BrowserWindow, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The dashboard keeps ending',
    detail:
      `Its page ended ${MAX_RELOADS + 1} times within a minute (${reason}). Feed, recording and alerts go on without it. ` +
      'Help > Save Diagnostics File... keeps what a report of this needs.',
    buttons: ['Show It Again', 'Leave It Empty'],
    defaultId: 0,
    cancelId: 1,
  });
  if (response === 0) setTimeout(() => reload(window), RELOAD_DELAY_MS);
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
    else void askToReload(window, reason);
  });
}
