import { Notification } from 'electron';
import type { Log } from '../log.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Notice } from './app-state.ts';

/** Shows notices as notifications of the system, where the user wants them; they are in the log in any case. */
export class Notifier {
  readonly #settings: SettingsStore;
  readonly #log: Log;
  /** Without a reference they are collected, and a click on them is lost. */
  readonly #shown = new Set<Notification>();

  constructor(settings: SettingsStore, log: Log) {
    this.#settings = settings;
    this.#log = log;
  }

  show({ title, body }: Notice, onClick: () => void): void {
    this.#log.info(`notice: ${title}. ${body}`);
    if (!this.#settings.get('notifications') || !Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    const forget = () => this.#shown.delete(notification);
    notification.on('click', () => {
      onClick();
      forget();
    });
    notification.on('close', forget);
    this.#shown.add(notification);
    notification.show();
  }
}
