import { performance } from 'node:perf_hooks';
import { app } from 'electron';
import type { RunningApp } from '../app.ts';
import { createApplicationUsage } from './application-usage.ts';
import { onInvoke } from './ipc.ts';

/** Tells the dashboard's page how the application is doing, with all of its processes. */
export function serveDiagnostics(running: () => RunningApp | null): void {
  const usage = createApplicationUsage(
    () => app.getAppMetrics(),
    () => performance.now(),
  );
  onInvoke('app:diagnostics', async () => {
    const report = running()?.diagnostics() ?? null;
    return report && { ...report, application: usage() };
  });
}
