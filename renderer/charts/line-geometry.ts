/** Runs of row indices that one unbroken line may connect: no value is missing and no time is skipped. */
export function unbrokenRuns(
  times: readonly (number | null)[],
  values: readonly (number | null)[],
  maxStepMs: number,
): [from: number, to: number][] {
  const runs: [number, number][] = [];
  let start = -1;
  for (let i = 0; i < times.length; i += 1) {
    const isUsable = times[i] !== null && isNumber(values[i]);
    const isNext = start >= 0 && (times[i] ?? 0) - (times[i - 1] ?? 0) <= maxStepMs;
    if (start >= 0 && (!isUsable || !isNext)) {
      runs.push([start, i]);
      start = -1;
    }
    if (isUsable && start < 0) start = i;
  }
  if (start >= 0) runs.push([start, times.length]);
  return runs;
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Two and a half times the usual distance between rows: a larger one is a hole in the data. */
export function largestStepMs(times: readonly (number | null)[]): number {
  const steps: number[] = [];
  const every = Math.max(1, Math.floor(times.length / 64));
  for (let i = every; i < times.length; i += every) {
    const step = (times[i] ?? 0) - (times[i - 1] ?? 0);
    if (step > 0) steps.push(step);
  }
  steps.sort((a, b) => a - b);
  return 2.5 * Math.max(1_000, steps[steps.length >> 1] ?? 1_000);
}

/** Spans of time in which `flags` are set, each from the row before to the last flagged row. */
export function flaggedSpans(
  times: readonly (number | null)[],
  flags: readonly unknown[],
): [fromMs: number, toMs: number][] {
  const spans: [number, number][] = [];
  for (let i = 0; i < times.length; i += 1) {
    const time = times[i];
    if (flags[i] !== true || typeof time !== 'number') continue;
    const before = times[Math.max(0, i - 1)] ?? time;
    const last = spans.at(-1);
    if (last !== undefined && flags[i - 1] === true) last[1] = time;
    else spans.push([before, time]);
  }
  return spans;
}

/** Index of the time nearest to `time` in ascending `times`; -1 when empty. */
export function nearestIndex(times: readonly (number | null)[], time: number): number {
  let low = 0;
  let high = times.length - 1;
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  const before = low - 1;
  return before >= 0 && time - (times[before] ?? 0) < (times[low] ?? 0) - time ? before : low;
}
