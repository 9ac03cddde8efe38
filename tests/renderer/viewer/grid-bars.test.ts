import { expect, test } from 'vitest';
import { barShare } from '../../../renderer/viewer/grid-bars.ts';

test('a bar is the share of the largest in sight, and never more than its cell', () => {
  const bar = { kind: 'length', color: 'buy' } as const;
  expect([0, 25, 100, 200].map((value) => barShare(bar, value, 100))).toEqual([0, 0.25, 1, 1]);
  expect(barShare(bar, 0, 0)).toBe(0);
});

test('a split cell is split at the share itself', () => {
  expect([0, 0.3, 1, 1.2, -0.1].map((value) => barShare({ kind: 'split' }, value, 7))).toEqual([0, 0.3, 1, 1, 0]);
});
