import type { RunningApp } from '../app.ts';
import { onInvoke } from './ipc.ts';

/** Tells the dashboard's page how the application is doing. */
export function serveDiagnostics(running: () => RunningApp | null): void {
  onInvoke('app:diagnostics', async () => running()?.diagnostics() ?? null);
}
