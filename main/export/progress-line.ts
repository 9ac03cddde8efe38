import type { ExportProgress } from './export-request.ts';

/** A short export says nothing. */
const QUIET_MS = 1_000;
/** Where lines cannot be overwritten (a file, a pipe). */
const LINE_EVERY_MS = 2_000;

/** A stream of text that may be a terminal. */
export type TextStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

export interface ProgressLine {
  show(progress: ExportProgress): void;
  /** Removes the line, so that other text can follow. */
  clear(): void;
}

/** Shows progress once an export takes longer than a second: on a terminal in one line, elsewhere a line every two seconds. */
export function createProgressLine(stream: TextStream): ProgressLine {
  const startedMs = performance.now();
  let shownMs = Number.NEGATIVE_INFINITY;
  let width = 0;
  return {
    show(progress) {
      const nowMs = performance.now();
      if (nowMs - startedMs < QUIET_MS) return;
      const text = progressText(progress);
      if (stream.isTTY) {
        stream.write(`\r${text.padEnd(width)}`);
        width = text.length;
      } else if (nowMs - shownMs >= LINE_EVERY_MS) {
        shownMs = nowMs;
        stream.write(`${text}\n`);
      }
    },
    clear() {
      if (width > 0) stream.write(`\r${' '.repeat(width)}\r`);
      width = 0;
    },
  };
}

/** One line for people. */
export function progressText({ stage, done, total, rowsPerSecond, remainingS }: ExportProgress): string {
  const of = total === null ? '' : ` of ${count(total)}`;
  const speed = `${count(Math.round(rowsPerSecond))} rows/s`;
  const remaining = remainingS === null ? '' : `, ${duration(remainingS)} left`;
  switch (stage) {
    case 'opening':
      return `Looking through files: ${count(done)}${of}`;
    case 'searching':
      return `Searching rows: ${count(done)}${of}, ${speed}`;
    case 'sorting':
      return `Sorting rows: ${count(done)}${of}, ${speed}`;
    case 'gathering':
      return `Gathering rows by pair: ${count(done)}${of}, ${speed}`;
    case 'writing':
      return `Writing rows: ${count(done)}${of}, ${speed}${remaining}`;
    case 'finishing':
      return `Finishing the file (${count(done)} rows)`;
  }
}

/** 1234567 -> 1,234,567 */
export const count = (value: number): string => value.toLocaleString('en-US');

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}
