import { app } from 'electron';

/** Whether somebody is likely to read what the process prints: a developer, or who started it in a terminal. */
export function hasTerminal(): boolean {
  return !app.isPackaged || process.stderr.isTTY;
}
