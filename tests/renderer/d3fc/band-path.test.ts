import { expect, test } from 'vitest';
import { bandPath } from '../../../renderer/d3fc/band-path.ts';

test('the band runs along the upper line and back along the lower one', () => {
  expect(bandPath('M0,1L5,2L9,3', 'M0,6L5,7L9,8')).toBe('M0,1L5,2L9,3L9,8L5,7L0,6Z');
});

test('an interruption of the lines interrupts the band', () => {
  expect(bandPath('M0,1L1,1M5,2L6,2', 'M0,3L1,3M5,4L6,4')).toBe('M0,1L1,1L1,3L0,3ZM5,2L6,2L6,4L5,4Z');
});

test('lines that do not match or are missing have no band', () => {
  expect(bandPath('M0,1L1,1', 'M0,3L1,3M5,4L6,4')).toBeNull();
  expect(bandPath(null, 'M0,3L1,3')).toBeNull();
  expect(bandPath('', '')).toBeNull();
});
