/**
 * Moves the border after part `index` by `delta` (a fraction of the whole): that part grows, the next one shrinks, and
 * neither gets smaller than `least`. The sum stays.
 */
export function moveBorder(fractions: readonly number[], index: number, delta: number, least: number): number[] {
  const before = fractions[index];
  const after = fractions[index + 1];
  if (before === undefined || after === undefined) return [...fractions];
  const both = before + after;
  const limit = Math.min(least, both / 2);
  const moved = Math.min(both - limit, Math.max(limit, before + delta));
  return fractions.map((fraction, i) => (i === index ? moved : i === index + 1 ? both - moved : fraction));
}

/** Remembered fractions that fit `count` parts, summing to 1; null if they are not usable. */
export function readFractions(stored: unknown, count: number): number[] | null {
  if (!Array.isArray(stored) || stored.length !== count) return null;
  if (!stored.every((part): part is number => typeof part === 'number' && Number.isFinite(part) && part > 0))
    return null;
  const sum = stored.reduce((total: number, part: number) => total + part, 0);
  return stored.map((part: number) => part / sum);
}
