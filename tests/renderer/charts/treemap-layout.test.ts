import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shortNamesOf } from '../../../renderer/charts/short-names.ts';
import { createSteadyOrder, layoutTreemap } from '../../../renderer/charts/treemap-layout.ts';

const values = fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });

describe('the tiles of a treemap', () => {
  test('have areas in proportion to their values and fill the rectangle', () => {
    fc.assert(
      fc.property(values, (given) => {
        const [width, height] = [400, 200];
        const total = given.reduce((sum, value) => sum + value, 0);
        const tiles = layoutTreemap(given, width, height);
        expect(tiles.map(({ index }) => index)).toEqual(given.map((_, i) => i));
        for (const tile of tiles) {
          const expected = ((given[tile.index] ?? 0) / total) * width * height;
          expect(tile.width * tile.height).toBeCloseTo(expected, 4);
        }
      }),
    );
  });

  test('never overlap and never leave the rectangle', () => {
    fc.assert(
      fc.property(values, (given) => {
        const tiles = layoutTreemap(given, 300, 300);
        tiles.forEach((a, i) => {
          expect(Math.min(a.x, a.y, 300.001 - a.x - a.width, 300.001 - a.y - a.height)).toBeGreaterThanOrEqual(0);
          for (const b of tiles.slice(i + 1)) {
            const overlapX = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
            const overlapY = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
            expect(Math.min(overlapX, overlapY)).toBeLessThan(1e-6);
          }
        });
      }),
      { numRuns: 30 },
    );
  });

  test('no values or no room: no tiles', () => {
    expect(layoutTreemap([], 100, 100)).toEqual([]);
    expect(layoutTreemap([1], 0, 100)).toEqual([]);
  });
});

test('the order follows the values at first, then stays while they move, and is renewed later', () => {
  const steady = createSteadyOrder(20_000);
  const order = (entries: Record<string, number>, nowMs: number) =>
    steady.order(new Map(Object.entries(entries)), nowMs);
  expect(order({ A: 1, B: 3, C: 2 }, 0)).toEqual(['B', 'C', 'A']);
  expect(order({ A: 9, B: 3, C: 2 }, 5_000)).toEqual(['B', 'C', 'A']);
  expect(order({ A: 9, C: 2, D: 5 }, 6_000)).toEqual(['C', 'A', 'D']);
  expect(order({ A: 9, C: 2, D: 5 }, 21_000)).toEqual(['A', 'D', 'C']);
});

test('another market is sorted at once', () => {
  const steady = createSteadyOrder(20_000);
  steady.order(new Map([['A', 1]]), 0);
  const next = new Map([
    ['X', 1],
    ['Y', 2],
  ]);
  expect(steady.order(next, 1)).toEqual(['Y', 'X']);
});

test('a base currency names a pair only while no other pair shares it', () => {
  expect([...shortNamesOf(['BTC-USD', 'BTC-EUR', 'SOL-USD'])]).toEqual([
    ['BTC-USD', 'BTC-USD'],
    ['BTC-EUR', 'BTC-EUR'],
    ['SOL-USD', 'SOL'],
  ]);
});
