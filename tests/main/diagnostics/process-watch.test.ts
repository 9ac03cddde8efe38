import { expect, test } from 'vitest';
import { watchProcess } from '../../../main/diagnostics/process-watch.ts';

test('what this process uses; what no window has measured yet is unknown', async () => {
  const watch = watchProcess(300);
  try {
    const first = watch.figures();
    expect(first).toMatchObject({ cpuPercent: null, eventLoopDelay: null });
    expect(first.rssBytes).toBeGreaterThan(10_000_000);
    // Holds the event loop, and a core.
    const untilMs = performance.now() + 150;
    await new Promise((resolve) => setTimeout(resolve, 20));
    while (performance.now() < untilMs);
    await expect.poll(() => watch.figures().cpuPercent, { timeout: 5_000 }).not.toBeNull();
    const { cpuPercent, eventLoopDelay } = watch.figures();
    expect(cpuPercent).toBeGreaterThan(5);
    expect(eventLoopDelay?.maxMs).toBeGreaterThan(50);
  } finally {
    watch.stop();
  }
});
