import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moveBorder, readFractions } from '../../../renderer/dashboard/fractions.ts';

describe('a moved border', () => {
  test('gives to one side what it takes from the other', () => {
    expect(moveBorder([0.4, 0.4, 0.2], 0, 0.1, 0.1)).toEqual([0.5, expect.closeTo(0.3), 0.2]);
  });

  test('leaves both sides their least size, and the rest alone', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), fc.integer({ min: 0, max: 1 }), (delta, index) => {
        const moved = moveBorder([0.3, 0.3, 0.4], index, delta, 0.15);
        expect(Math.min(...moved)).toBeGreaterThanOrEqual(0.15 - 1e-12);
        expect(moved.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1);
        expect(moved[index === 0 ? 2 : 0]).toBe(index === 0 ? 0.4 : 0.3);
      }),
    );
  });

  test('with too little room for both, each side gets half', () => {
    expect(moveBorder([0.1, 0.1, 0.8], 0, 0.5, 0.3)).toEqual([0.1, 0.1, 0.8]);
  });

  test('after the last part there is none', () => {
    expect(moveBorder([0.5, 0.5], 1, 0.1, 0.1)).toEqual([0.5, 0.5]);
  });
});

test('remembered sizes are used only if they fit', () => {
  expect(readFractions([1, 2, 1], 3)).toEqual([0.25, 0.5, 0.25]);
  for (const wrong of [null, 'x', [1, 2], [1, 2, 0], [1, 2, '3'], [1, 2, Number.NaN]]) {
    expect(readFractions(wrong, 3)).toBeNull();
  }
});
