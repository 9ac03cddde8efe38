import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { SettingError } from '../settings/checks.ts';
import type { WindowState } from '../settings/settings.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

const DEFAULT_STATE: WindowState = { width: 1440, height: 900, maximized: false };
const SAVE_DELAY_MS = 500;
/** A remembered window counts as visible when this much of its title bar is on a screen. */
const VISIBLE_PX = 80;

/** Where the window was, or the default where that place is on no screen any more. */
export function restoredState(settings: SettingsStore): WindowState {
  const state = settings.get('window') ?? DEFAULT_STATE;
  if (state.x === undefined || state.y === undefined) return state;
  const { x, y, width } = state;
  const visible = screen.getAllDisplays().some(({ workArea }) => isReachable({ x, y, width, height: 0 }, workArea));
  if (visible) return state;
  return { width: state.width, height: state.height, maximized: state.maximized };
}

function isReachable(window: Rectangle, area: Rectangle): boolean {
  return (
    window.x + window.width >= area.x + VISIBLE_PX &&
    window.x <= area.x + area.width - VISIBLE_PX &&
    window.y >= area.y - 1 &&
    window.y <= area.y + area.height - VISIBLE_PX
  );
}

/** Saves place and size of the window while it changes and when it closes. */
export function rememberState(window: BrowserWindow, settings: SettingsStore): void {
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(timer);
    if (window.isDestroyed()) return;
    try {
      settings.change({ window: { ...window.getNormalBounds(), maximized: window.isMaximized() } });
    } catch (error) {
      // A tiling window manager may make it smaller than a window can be remembered: the place before stays.
      if (!(error instanceof SettingError)) throw error;
    }
  };
  const saveSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_DELAY_MS);
  };
  for (const change of ['resize', 'move', 'maximize', 'unmaximize'] as const) window.on(change as 'resize', saveSoon);
  window.on('close', save);
}
