import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createProgressMeter } from '../../../main/export/export-progress.ts';
import type { ExportProgress } from '../../../main/export/export-request.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

function meter(rows: number, inRange: number) {
  const seen: ExportProgress[] = [];
  const created = createProgressMeter((progress) => seen.push(progress), { rows: () => rows, inRange: () => inRange });
  return { seen, ...created };
}

it("measures a stage's speed from the end of the one before, so that its first rows count with their time", () => {
  const { seen, opened, sorted, wrote } = meter(1_000, 1_000);
  vi.advanceTimersByTime(5_000);
  opened(8, 8);
  vi.advanceTimersByTime(500);
  sorted(1_000);
  vi.advanceTimersByTime(1_000);
  wrote(250);
  expect(seen).toEqual([
    { stage: 'opening', done: 8, total: 8, rowsPerSecond: 1.6, remainingS: null },
    { stage: 'sorting', done: 1_000, total: 1_000, rowsPerSecond: 2_000, remainingS: null },
    { stage: 'writing', done: 250, total: 1_000, rowsPerSecond: 250, remainingS: 3 },
  ]);
});

it('sorts and searches all rows of the range, also for a few that are wanted', () => {
  const { seen, searched, sorted, gathered, wrote } = meter(10, 4_000);
  const step = (count: (rows: number) => void, rows: number) => {
    vi.advanceTimersByTime(200);
    count(rows);
  };
  step(searched, 1_000);
  step(sorted, 5);
  step(searched, 1_000);
  step(gathered, 5);
  step(wrote, 5);
  // A long stretch without a row that matches is no standstill.
  step(searched, 1_000);
  expect(seen.map(({ stage, done, total }) => [stage, done, total])).toEqual([
    ['searching', 1_000, 4_000],
    ['sorting', 5, 4_000],
    ['gathering', 5, 10],
    ['writing', 5, 10],
    ['writing', 5, 10],
  ]);
});
