/**
 * Runs of row indices that one unbroken line may connect: no value is missing. Where time is missing between two rows stands
 * a row without values, see main/hub/chart-history.ts: rows are of different distances, so only their source knows.
 */
export function unbrokenRuns(
  times: readonly (number | null)[],
  values: readonly (number | null)[],
): [from: number, to: number][] {
  const runs: [number, number][] = [];
  let start = -1;
  for (let i = 0; i < times.length; i += 1) {
    const isUsable = times[i] !== null && isNumber(values[i]);
    if (start >= 0 && !isUsable) {
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

/** Index of the first row within `rangeMs` before the newest. */
export function firstWithin(times: readonly (number | null)[], rangeMs: number): number {
  const newest = times.at(-1);
  if (typeof newest !== 'number') return 0;
  const index = times.findIndex((time) => time !== null && time >= newest - rangeMs);
  return Math.max(0, index);
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
