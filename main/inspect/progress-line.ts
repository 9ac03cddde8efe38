import { performance } from 'node:perf_hooks';

/** Says how far a long run is: on a terminal in one line that is rewritten, elsewhere a line every ten seconds. */
export interface ProgressLine {
  update(done: number, total: number): void;
  clear(): void;
}

const TERMINAL_MS = 200;
const LOG_MS = 10_000;

/** `unit` names what is counted, e.g. rows. Nothing is written for what takes less than a second. */
export function createProgressLine(output: NodeJS.WritableStream & { isTTY?: boolean }, unit: string): ProgressLine {
  const startedMs = performance.now();
  const everyMs = output.isTTY === true ? TERMINAL_MS : LOG_MS;
  let shownMs = startedMs + 1_000 - TERMINAL_MS;
  let written = false;
  return {
    update(done, total) {
      const nowMs = performance.now();
      if (nowMs - shownMs < everyMs) return;
      shownMs = nowMs;
      written = true;
      const elapsedS = (nowMs - startedMs) / 1_000;
      const left = done === 0 ? '?' : Math.ceil(((total - done) / done) * elapsedS);
      const text = `${large(done)} of ${large(total)} ${unit}, ${large(done / elapsedS)}/s, ${left} s left`;
      output.write(output.isTTY === true ? `\r${text.padEnd(70)}` : `${text}\n`);
    },
    clear() {
      if (written && output.isTTY === true) output.write(`\r${''.padEnd(70)}\r`);
    },
  };
}

function large(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  return value >= 1e4 ? `${(value / 1e3).toFixed(0)} k` : value.toFixed(0);
}
