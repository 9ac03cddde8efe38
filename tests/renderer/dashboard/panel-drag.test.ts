import { expect, test } from 'vitest';
import { sideAt } from '../../../renderer/dashboard/panel-drag.ts';

test('the middle of a panel means its place, the edges mean beside it', () => {
  expect(sideAt(0.5, 0.5)).toBe('swap');
  expect(sideAt(0.1, 0.5)).toBe('left');
  expect(sideAt(0.9, 0.5)).toBe('right');
  expect(sideAt(0.5, 0.1)).toBe('above');
  expect(sideAt(0.5, 0.95)).toBe('below');
});
