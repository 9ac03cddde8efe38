import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQuantileSketch } from '../../../main/inspect/quantiles.ts';

/** numpy.quantile(values, p), method "linear". */
function expected(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = p * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] as number;
  const high = sorted[Math.ceil(rank)] as number;
  return low + (high - low) * (rank - Math.floor(rank));
}

const QUARTILES = [0, 0.25, 0.5, 0.75, 1];

describe('createQuantileSketch', () => {
  it("gives numpy's quartiles while it keeps every value", () => {
    const sketch = createQuantileSketch(100);
    sketch.add(Float64Array.of(7, 1, 3));
    sketch.add(Float64Array.of(5));
    expect(QUARTILES.map((p) => sketch.quantile(p))).toEqual([1, 2.5, 4, 5.5, 7]);
    expect(sketch.exact).toBe(true);
  });

  it('has none without values', () => {
    expect(createQuantileSketch(10).quantile(0.5)).toBeNaN();
  });

  it('stays within 1/8192 of the value of a rank beyond the limit', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, min: -1e12, max: 1e12 }),
      fc.constantFrom(0, -0, 1, -1, 1e-9, 43_210.5),
    );
    fc.assert(
      fc.property(fc.array(number, { minLength: 11, maxLength: 300 }), (values) => {
        const sketch = createQuantileSketch(10);
        for (let i = 0; i < values.length; i += 7) sketch.add(Float64Array.from(values.slice(i, i + 7)));
        expect(sketch.exact).toBe(false);
        const sorted = [...values].sort((a, b) => a - b);
        for (const p of QUARTILES) {
          const rank = p * (sorted.length - 1);
          const [low, high] = [sorted[Math.floor(rank)] as number, sorted[Math.ceil(rank)] as number];
          const tolerance = Math.max(Math.abs(low), Math.abs(high)) / 8_192 + 1e-300;
          expect(Math.abs(sketch.quantile(p) - expected(values, p))).toBeLessThanOrEqual(tolerance);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('counts a million values of many sizes', () => {
    const sketch = createQuantileSketch(1_000);
    const values = Float64Array.from({ length: 1_000_000 }, (_, i) => 1.00001 ** i);
    for (let i = 0; i < values.length; i += 10_000) sketch.add(values.subarray(i, i + 10_000));
    expect(sketch.quantile(0.5) / 1.00001 ** 499_999.5).toBeCloseTo(1, 3);
    expect(sketch.quantile(0)).toBeCloseTo(1, 3);
  });
});
