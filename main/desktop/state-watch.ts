import { type BrowserWindow, Notification } from 'electron';
import type { Log } from '../log.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { AppStatus } from '../status.ts';
import type { AppCommands } from './app-commands.ts';
import { appState, type Notice, StateNotices } from './app-state.ts';
import { refreshMenu } from './menu.ts';
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
  readonly settings: SettingsStore;
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
  /** Without a reference they are collected, and a click on them is lost. */
  readonly #shown = new Set<Notification>();

  constructor(host: WatchHost) {
    this.#host = host;
    this.#tray = new StateTray(host.commands, host.log);
    this.#timer = setInterval(() => this.update(), UPDATE_MS);
    this.update();
  }

  update(): void {
    const { status, isStopped, isRecording, commands } = this.#host;
    const now = status();
    const state = appState(now);
    this.#tray.update(state);
    refreshMenu(commands);
    this.#guard.update(isRecording());
    if (now === null) return;
    const isLive = now.feed.kind === 'polygon' && !isStopped();
    for (const notice of this.#notices.next(state, isLive, performance.now())) this.#notify(notice);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#guard.update(false);
    this.#tray.destroy();
  }

  #notify({ title, body }: Notice): void {
    const { settings, log, window } = this.#host;
    log.info(`notice: ${title}. ${body}`);
    if (!settings.get('notifications') || !Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    const forget = () => this.#shown.delete(notification);
    notification.on('click', () => {
      const dashboard = window();
      if (dashboard !== null) focusWindow(dashboard);
      forget();
    });
    notification.on('close', forget);
    this.#shown.add(notification);
    notification.show();
  }
}
