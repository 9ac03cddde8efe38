import { app } from 'electron';
import type { Log } from '../log.ts';

const STOP_TIMEOUT_MS = 15_000;

export interface QuitHost {
  /** Whether the user agrees; not asked when the system or a signal ends the application. */
  readonly mayQuit: () => Promise<boolean>;
  readonly stop: () => Promise<void>;
  readonly log: Log;
}

/** Ends the application in order on signals, menu, closed windows and the end of a session, whatever state it is in. */
export function quitCleanly({ mayQuit, stop, log }: QuitHost): void {
  let stopping = false;
  let asking = false;
  const begin = () => {
    if (stopping) return;
    stopping = true;
    const timer = setTimeout(() => {
      log.error(`stopping took longer than ${STOP_TIMEOUT_MS / 1_000} s; leaving`);
      app.exit(1);
    }, STOP_TIMEOUT_MS);
    stop().then(
      () => {
        clearTimeout(timer);
        app.exit(0);
      },
      (error: unknown) => {
        log.error(`stopping failed: ${String(error)}`);
        app.exit(1);
      },
    );
  };
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (asking || stopping) return;
    asking = true;
    mayQuit().then(
      (agreed) => {
        asking = false;
        if (agreed) begin();
      },
      () => begin(),
    );
  });
  app.on('window-all-closed', begin);
  // Windows ends a session without before-quit, and ends the process soon after.
  app.on('browser-window-created', (_event, window) => window.on('session-end', begin));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, begin);
}
