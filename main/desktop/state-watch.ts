import type { BrowserWindow } from 'electron';
import type { Log } from '../log.ts';
import type { AppStatus } from '../status.ts';
import type { AppCommands } from './app-commands.ts';
import { appState, StateNotices } from './app-state.ts';
import { refreshMenu } from './menu.ts';
import type { Notifier } from './notifier.ts';
import { SuspensionGuard } from './power.ts';
import { focusWindow } from './tool-window.ts';
import { StateTray } from './tray.ts';

const UPDATE_MS = 1_000;

export interface WatchHost {
  readonly status: () => AppStatus | null;
  /** The user has stopped the feed. */
  readonly isStopped: () => boolean;
  readonly isRecording: () => boolean;
  readonly commands: AppCommands;
  readonly notifier: Notifier;
  readonly window: () => BrowserWindow | null;
  readonly log: Log;
}

/** Keeps the native parts at the state of the application: tray, menu, notifications, and that the system does not suspend it. */
export class StateWatch {
  readonly #host: WatchHost;
  readonly #tray: StateTray;
  readonly #notices = new StateNotices();
  readonly #guard = new SuspensionGuard();
  readonly #timer: NodeJS.Timeout;

  constructor(host: WatchHost) {
    this.#host = host;
    this.#tray = new StateTray(host.commands, host.log);
    this.#timer = setInterval(() => this.update(), UPDATE_MS);
    this.update();
  }

  update(): void {
    const { status, isStopped, isRecording, commands, notifier, window } = this.#host;
    const now = status();
    const state = appState(now);
    this.#tray.update(state);
    refreshMenu(commands);
    this.#guard.update(isRecording());
    if (now === null) return;
    const isLive = now.feed.kind === 'polygon' && !isStopped();
    for (const notice of this.#notices.next(state, isLive, performance.now())) {
      notifier.show(notice, () => {
        const dashboard = window();
        if (dashboard !== null) focusWindow(dashboard);
      });
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#guard.update(false);
    this.#tray.destroy();
  }
}
