import { performance } from 'node:perf_hooks';
import type { ExportProgress } from './export-request.ts';

const REPORT_EVERY_MS = 200;

export interface ProgressMeter {
  opened(files: number, of: number): void;
  sorted(rows: number): void;
  wrote(rows: number): void;
  finishing(): void;
  /** Rows written. */
  readonly rows: number;
}

/**
 * Counts work and reports it a few times a second, each stage with its own speed; the remaining time is known while rows are written.
 * `expectedRows` may get better while rows are read.
 */
export function createProgressMeter(
  report: (progress: ExportProgress) => void,
  expectedRows: () => number,
): ProgressMeter {
  let reportedMs = performance.now();
  let stage: ExportProgress['stage'] = 'opening';
  let startedMs = reportedMs;
  let sorted = 0;
  let written = 0;

  const enter = (next: ExportProgress['stage']): void => {
    if (stage === next) return;
    stage = next;
    startedMs = performance.now();
  };

  const reportNow = (done: number, total: number): void => {
    const nowMs = performance.now();
    reportedMs = nowMs;
    const elapsedS = (nowMs - startedMs) / 1_000;
    const rowsPerSecond = elapsedS > 0 ? done / elapsedS : 0;
    const remainingS = stage === 'writing' && done > 0 ? Math.max(0, total - done) / rowsPerSecond : null;
    report({ stage, done, total, rowsPerSecond, remainingS });
  };

  const reportIfDue = (done: number, total: number): void => {
    if (performance.now() - reportedMs >= REPORT_EVERY_MS) reportNow(done, total);
  };

  return {
    opened: (files, of) => reportIfDue(files, of),
    sorted(rows) {
      enter('sorting');
      sorted += rows;
      reportIfDue(sorted, Math.max(sorted, expectedRows()));
    },
    wrote(rows) {
      enter('writing');
      written += rows;
      reportIfDue(written, expectedRows());
    },
    finishing() {
      const total = expectedRows();
      stage = 'finishing';
      reportNow(written, total);
    },
    get rows() {
      return written;
    },
  };
}
