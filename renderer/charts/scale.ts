/** A mapping from data to pixels with its axis marks. */
export interface Scale {
  (value: number): number;
  readonly min: number;
  readonly max: number;
}

/** Maps [min, max] to [from, to] in equal steps; a domain without width maps to the middle. */
export function linearScale(min: number, max: number, from: number, to: number): Scale {
  const factor = max > min ? (to - from) / (max - min) : 0;
  const middle = (from + to) / 2;
  const map = (value: number) => (factor === 0 ? middle : from + (value - min) * factor);
  return Object.assign(map, { min, max });
}

/** Maps [min, max] (both > 0) to [from, to] in equal ratios. */
export function logScale(min: number, max: number, from: number, to: number): Scale {
  const inner = linearScale(Math.log10(min), Math.log10(max), from, to);
  return Object.assign((value: number) => inner(Math.log10(value)), { min, max });
}

/** Smallest and largest finite value; null when there is none. */
export function extentOf(values: Iterable<number | null>): [number, number] | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? [min, max] : null;
}

/**
 * A domain with room around the data. Equal values get a visible neighbourhood (a thousandth of the value, or 1 around
 * zero), so that one point is a point and not a division by zero. A domain of one sign never crosses zero.
 */
export function padded([min, max]: readonly [number, number], share = 0.06): [number, number] {
  const width = max - min;
  const smallest = Math.max(Math.abs(min), Math.abs(max)) * 1e-9;
  if (width <= smallest) {
    const around = Math.abs(min) < 1e-100 ? 1 : Math.abs(min) * 1e-3;
    return [min - around, max + around];
  }
  const low = min - width * share;
  const high = max + width * share;
  return [min >= 0 && low < 0 ? 0 : low, max <= 0 && high > 0 ? 0 : high];
}

/** A step of 1, 2 or 5 times a power of ten, at least `rough`. */
export function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  const factor = lead <= 1.000001 ? 1 : lead <= 2.000001 ? 2 : lead <= 5.000001 ? 5 : 10;
  return factor * power;
}

/** The step of 1, 2 or 5 times a power of ten that comes nearest to `rough`. */
function nearestStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  const factor = lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10;
  return factor * power;
}

/** Decimals that tell multiples of `step` apart. */
export function decimalsOf(step: number): number {
  return Math.min(20, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}

/** Round values inside [min, max], about `count` of them, and their step; never the negative zero, which prints as -0. */
export function linearTicks(min: number, max: number, count: number): { ticks: number[]; step: number } {
  if (!(max > min) || count < 1) return { ticks: [min], step: 1 };
  const step = nearestStep((max - min) / count);
  const ticks: number[] = [];
  const first = Math.ceil(min / step - 1e-9);
  for (let i = first; i * step <= max + step * 1e-9; i += 1) ticks.push(i * step + 0);
  return { ticks, step };
}

/**
 * Powers of ten inside [min, max], every n-th when there are more than `count`; with fewer than three, their doubles and
 * halves too. With none of these inside, the two ends.
 */
export function logTicks(min: number, max: number, count: number): number[] {
  const first = Math.ceil(Math.log10(min) - 1e-9);
  const last = Math.floor(Math.log10(max) + 1e-9);
  if (last - first < 2) {
    const fine: number[] = [];
    for (let power = first - 1; power <= last; power += 1) fine.push(...[1, 2, 5].map((lead) => lead * 10 ** power));
    const inside = fine.filter((tick) => tick >= min * 0.999999 && tick <= max * 1.000001);
    return inside.length === 0 ? [min, max] : inside;
  }
  const every = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, count)));
  const ticks: number[] = [];
  for (let power = first; power <= last; power += every) ticks.push(10 ** power);
  return ticks;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const TIME_STEPS = [5, 10, 15, 30].map((n) => n * SECOND).concat([1, 2, 5, 10, 15, 30, 60].map((n) => n * MINUTE));

/** Round instants inside [min, max], at most about `count` of them, and their step; all Unix milliseconds. */
export function timeTicks(min: number, max: number, count: number): { ticks: number[]; step: number } {
  const rough = (max - min) / Math.max(1, count);
  const step = TIME_STEPS.find((candidate) => candidate >= rough) ?? Math.ceil(rough / (60 * MINUTE)) * 60 * MINUTE;
  const ticks: number[] = [];
  for (let t = Math.ceil(min / step) * step; t <= max; t += step) ticks.push(t);
  return { ticks, step };
}

/**
 * Keeps an axis still: the domain before stays as long as it holds the new one and is not much wider (the data uses at
 * least `use` of it).
 */
export function steadyDomain(
  before: readonly [number, number] | null,
  next: readonly [number, number],
  use = 0.6,
): [number, number] {
  if (before === null) return [next[0], next[1]];
  const holds = before[0] <= next[0] && before[1] >= next[1];
  const isUsed = next[1] - next[0] >= (before[1] - before[0]) * use;
  return holds && isUsed ? [before[0], before[1]] : [next[0], next[1]];
}
