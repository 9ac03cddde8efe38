import { expect, test } from 'vitest';
import { everyLabelThatFits } from '../../../renderer/d3fc/labels-that-fit.ts';

test('labels are left out evenly where they would touch', () => {
  expect(everyLabelThatFits(10, 60, 600)).toBe(1);
  expect(everyLabelThatFits(10, 60, 599)).toBe(2);
  expect(everyLabelThatFits(12, 60, 200)).toBe(4);
});

test('an axis that is not laid out yet keeps its labels', () => {
  expect(everyLabelThatFits(10, 60, 0)).toBe(1);
});
