import { powerMonitor, powerSaveBlocker } from 'electron';
import type { RunningApp } from '../app.ts';
import type { Log } from '../log.ts';

/** Makes a sleep of the computer an outage with its own reason, and connects at once when it wakes. */
export function followPower(running: () => RunningApp | null, log: Log): void {
  powerMonitor.on('suspend', () => {
    log.info('the computer goes to sleep');
    running()?.holds.hold('sleep');
  });
  powerMonitor.on('resume', () => {
    log.info('the computer woke up');
    running()?.holds.release('sleep');
  });
}

/** Keeps the system from suspending the application while `isNeeded`; the screen may go dark. */
export class SuspensionGuard {
  #id: number | null = null;

  update(isNeeded: boolean): void {
    if (isNeeded && this.#id === null) this.#id = powerSaveBlocker.start('prevent-app-suspension');
    if (isNeeded || this.#id === null) return;
    powerSaveBlocker.stop(this.#id);
    this.#id = null;
  }
}
