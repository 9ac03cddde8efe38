import { describe, expect, it } from 'vitest';
import { createRow } from '../../../engine/row.ts';
import { ExactMoments } from '../../../engine/standard/exact-moments.ts';

const COLUMNS = { of: 0, mean: 1, sd: 2 };

/** Mean and deviation after each value. */
function run(length: number, values: readonly number[], phase = 0) {
  const moments = new ExactMoments(length, COLUMNS, phase);
  const row = createRow();
  return values.map((value) => {
    row[COLUMNS.of] = value;
    moments.evaluate(row);
    return { mean: row[COLUMNS.mean], sd: row[COLUMNS.sd] };
  });
}

describe('ExactMoments', () => {
  it('has a mean from one value and a deviation from two', () => {
    expect(run(3, [Number.NaN, 5, Number.NaN, 7])).toEqual([
      { mean: Number.NaN, sd: Number.NaN },
      { mean: 5, sd: Number.NaN },
      { mean: 5, sd: Number.NaN },
      { mean: 6, sd: Math.SQRT2 },
    ]);
  });

  it('covers exactly the last values, through all blocks', () => {
    const values = Array.from({ length: 50 }, (_, i) => i * i);
    run(7, values).forEach(({ mean, sd }, i) => {
      const window = values.slice(Math.max(0, i - 6), i + 1);
      const expectedMean = window.reduce((a, b) => a + b) / window.length;
      const squares = window.reduce((a, b) => a + (b - expectedMean) ** 2, 0);
      expect(mean).toBeCloseTo(expectedMean, 10);
      if (i > 0) expect(sd).toBeCloseTo(Math.sqrt(squares / (window.length - 1)), 10);
    });
  });

  it('does not depend on the phase of its blocks', () => {
    const values = Array.from({ length: 40 }, (_, i) => (i % 5 === 0 ? Number.NaN : i * i));
    for (let phase = 1; phase < 15; phase++) {
      const rounded = (result: ReturnType<typeof run>) =>
        result.map(({ mean, sd }) => [mean?.toFixed(9), sd?.toFixed(9)]);
      expect(rounded(run(7, values, phase))).toEqual(rounded(run(7, values)));
    }
  });

  it('forgets an outlier completely', () => {
    const calm = [1, 2, 3, 1, 2, 3, 1, 2, 3];
    expect(run(3, [1e150, ...calm]).slice(-6)).toEqual(run(3, calm).slice(-6));
  });

  it('is 0 for equal values, whatever came before', () => {
    const last = run(4, [3, 1e9, 7, 0.1, 0.1, 0.1, 0.1]).at(-1);
    expect(last).toEqual({ mean: 0.1, sd: 0 });
  });

  it('lets skipped ticks push values out of the window', () => {
    const moments = new ExactMoments(4, COLUMNS);
    const row = createRow();
    const evaluate = (value: number) => {
      row[COLUMNS.of] = value;
      moments.evaluate(row);
      return row[COLUMNS.mean];
    };
    evaluate(10);
    evaluate(20);
    moments.skip(1);
    expect(evaluate(30)).toBe(20);
    expect(evaluate(40)).toBe(30);
    moments.skip(1_000_000);
    expect(evaluate(50)).toBe(50);
  });
});
