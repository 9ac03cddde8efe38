import { performance } from 'node:perf_hooks';
import type { ExportProgress } from './export-request.ts';

const REPORT_EVERY_MS = 200;
/** Share of the work that gathering the rows by pair takes, where it is done. */
const SORTING_SHARE = 0.15;

export interface ProgressMeter {
  opened(files: number, of: number): void;
  sorted(rows: number): void;
  wrote(rows: number): void;
  finishing(): void;
  /** Rows written. */
  readonly rows: number;
}

/** Counts work and reports it a few times a second. `expectedRows` may get better while rows are read. */
export function createProgressMeter(
  report: (progress: ExportProgress) => void,
  expectedRows: () => number,
  byPair: boolean,
): ProgressMeter {
  let reportedMs = performance.now();
  let startedMs = reportedMs;
  let stage: ExportProgress['stage'] = 'opening';
  let sorted = 0;
  let written = 0;

  const due = (): boolean => {
    const nowMs = performance.now();
    if (nowMs - reportedMs < REPORT_EVERY_MS) return false;
    reportedMs = nowMs;
    return true;
  };

  const begin = (next: ExportProgress['stage']): void => {
    if (stage === 'opening') startedMs = performance.now();
    stage = next;
  };

  const reportRows = (): void => {
    const total = expectedRows();
    const done = stage === 'sorting' ? sorted : written;
    const elapsedS = (performance.now() - startedMs) / 1_000;
    const sortedShare = byPair ? SORTING_SHARE * share(sorted, total) : 0;
    const work = sortedShare + (byPair ? 1 - SORTING_SHARE : 1) * share(written, total);
    report({
      stage,
      done,
      total,
      rowsPerSecond: elapsedS > 0 ? (sorted * SORTING_SHARE + written) / elapsedS : 0,
      remainingS: work > 0 ? (elapsedS * (1 - work)) / work : null,
    });
  };

  return {
    opened(files, of) {
      if (due()) report({ stage, done: files, total: of, rowsPerSecond: 0, remainingS: null });
    },
    sorted(rows) {
      if (stage !== 'sorting') begin('sorting');
      sorted += rows;
      if (sorted % 500 === 0 && due()) reportRows();
    },
    wrote(rows) {
      if (stage !== 'writing') begin('writing');
      written += rows;
      if (due()) reportRows();
    },
    finishing() {
      stage = 'finishing';
      reportRows();
    },
    get rows() {
      return written;
    },
  };
}

const share = (done: number, total: number): number => (total > 0 ? Math.min(1, done / total) : 0);
