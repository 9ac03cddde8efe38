import type { ExportProgress } from './export-request.ts';

const REPORT_EVERY_MS = 200;

export interface ProgressMeter {
  opened(files: number, of: number): void;
  searched(rows: number): void;
  sorted(rows: number): void;
  gathered(rows: number): void;
  wrote(rows: number): void;
  finishing(): void;
  /** Rows written. */
  readonly rows: number;
}

/** How much there is to do; may get better while rows are read. */
export interface Expected {
  /** Rows that will be written. */
  rows(): number;
  /** Rows to look at. */
  inRange(): number;
}

/**
 * Counts work and reports it a few times a second, each stage with its own speed; the remaining time is known while rows are written.
 */
export function createProgressMeter(report: (progress: ExportProgress) => void, expected: Expected): ProgressMeter {
  let reportedMs = performance.now();
  let stage: ExportProgress['stage'] = 'opening';
  let startedMs = reportedMs;
  let seenMs = reportedMs;
  let searched = 0;
  let sorted = 0;
  let gathered = 0;
  let written = 0;

  /** A stage began with what came after the last sign of the one before: its first rows took time too. */
  const enter = (next: ExportProgress['stage']): void => {
    if (stage !== next) startedMs = seenMs;
    stage = next;
    seenMs = performance.now();
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
    opened(files, of) {
      enter('opening');
      reportIfDue(files, of);
    },
    searched(rows) {
      searched += rows;
      if (stage === 'writing') reportIfDue(written, expected.rows());
      if (stage !== 'opening' && stage !== 'searching') return;
      enter('searching');
      reportIfDue(searched, Math.max(searched, expected.inRange()));
    },
    sorted(rows) {
      enter('sorting');
      sorted += rows;
      reportIfDue(sorted, Math.max(sorted, expected.inRange()));
    },
    gathered(rows) {
      enter('gathering');
      gathered += rows;
      reportIfDue(gathered, expected.rows());
    },
    wrote(rows) {
      enter('writing');
      written += rows;
      reportIfDue(written, expected.rows());
    },
    finishing() {
      const total = expected.rows();
      stage = 'finishing';
      reportNow(written, total);
    },
    get rows() {
      return written;
    },
  };
}
