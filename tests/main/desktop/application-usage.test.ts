import { expect, test } from 'vitest';
import { createApplicationUsage, type ProcessMetric } from '../../../main/desktop/application-usage.ts';

const metric = (pid: number, cumulativeCPUUsage: number | undefined, kilobytes = 1_000): ProcessMetric => ({
  pid,
  cpu: cumulativeCPUUsage === undefined ? {} : { cumulativeCPUUsage },
  memory: { workingSetSize: kilobytes },
});

test('all processes are summed; the share of a core is that of at least five seconds', () => {
  let nowMs = 1_000;
  let metrics = [metric(1, 10), metric(2, 5)];
  const usage = createApplicationUsage(
    () => metrics,
    () => nowMs,
  );
  expect(usage()).toEqual({ processes: 2, memoryBytes: 2_048_000, cpuPercent: null });
  nowMs += 4_999;
  metrics = [metric(1, 11), metric(2, 5)];
  expect(usage().cpuPercent).toBeNull();
  nowMs = 11_000;
  // One has ended, another has begun.
  metrics = [metric(1, 12), metric(3, 0.5, 500)];
  expect(usage()).toEqual({ processes: 2, memoryBytes: 1_536_000, cpuPercent: 25 });
  nowMs += 1_000;
  expect(usage().cpuPercent).toBe(25);
});

test('where the platform does not say how much a process has used, the share is unknown', () => {
  let nowMs = 0;
  const usage = createApplicationUsage(
    () => [metric(1, undefined)],
    () => nowMs,
  );
  usage();
  nowMs = 10_000;
  expect(usage().cpuPercent).toBeNull();
});
