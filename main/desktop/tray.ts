import { app, Menu, type NativeImage, nativeImage, Tray } from 'electron';
import icon from '../../resources/icon.png?inline';
import type { Log } from '../log.ts';
import type { Health } from '../status.ts';
import type { AppCommands } from './app-commands.ts';
import type { AppState } from './app-state.ts';
import { itemOf } from './menu.ts';
import { paintStateMark } from './state-mark.ts';

/** Twice as many as the 16 or 22 points that trays have. */
const ICON_PX = 44;

/** The commands of the tray's menu. */
const ENTRIES = ['show-window', null, 'feed:start', 'feed:stop', 'feed:reconnect', null, 'quit'] as const;

/** The icon in the system's tray or menu bar: state, tooltip, and a menu to pause, resume and quit. */
export class StateTray {
  readonly #commands: AppCommands;
  readonly #icons = new Map<Health, NativeImage>();
  #tray: Tray | null = null;
  #shown = '';

  constructor(commands: AppCommands, log: Log) {
    this.#commands = commands;
    try {
      this.#tray = new Tray(this.#icon('waiting'));
      this.#tray.on('click', () => commands.run('show-window'));
    } catch (error) {
      log.warn(`there is no tray: ${String(error)}`);
    }
  }

  /** Follows the state; does nothing while what is shown stays the same. */
  update(state: AppState): void {
    const { health, feedText, recordingText } = state;
    const enabled = ENTRIES.map((id) => id !== null && this.#commands.get(id)?.isEnabled?.() !== false).join();
    const shown = [health, feedText, recordingText, enabled].join('|');
    if (this.#tray === null || this.#tray.isDestroyed() || shown === this.#shown) return;
    this.#shown = shown;
    this.#tray.setImage(this.#icon(health));
    this.#tray.setToolTip(`${app.name}\nFeed: ${feedText}\nRecording: ${recordingText}`);
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: `Feed: ${feedText}`, enabled: false },
        { label: `Recording: ${recordingText}`, enabled: false },
        { type: 'separator' },
        ...ENTRIES.flatMap((id) => {
          if (id === null) return [{ type: 'separator' as const }];
          const command = this.#commands.get(id);
          return command === undefined ? [] : [itemOf(command)];
        }),
      ]),
    );
  }

  destroy(): void {
    this.#tray?.destroy();
  }

  #icon(health: Health): NativeImage {
    const known = this.#icons.get(health);
    if (known !== undefined) return known;
    const base = nativeImage.createFromDataURL(icon).resize({ width: ICON_PX, height: ICON_PX, quality: 'best' });
    const bitmap = Buffer.from(base.toBitmap());
    paintStateMark(bitmap, ICON_PX, health);
    const image = nativeImage.createFromBitmap(bitmap, { width: ICON_PX, height: ICON_PX, scaleFactor: 2 });
    this.#icons.set(health, image);
    return image;
  }
}
