import { expect, test } from 'vitest';
import { colorExtent, divergingColor, parseColor, readableOn } from '../../../renderer/charts/color.ts';
import { createLabelPlacer } from '../../../renderer/charts/label-placer.ts';

test('colours are read in the forms that computed styles have', () => {
  expect(parseColor('#f80')).toEqual([255, 136, 0]);
  expect(parseColor(' #14936A ')).toEqual([20, 147, 106]);
  expect(parseColor('rgb(1, 2, 3)')).toEqual([1, 2, 3]);
  expect(parseColor('rgba(1 2 3 / 50%)')).toEqual([1, 2, 3]);
  expect(parseColor('nonsense')).toEqual([0, 0, 0]);
});

test('a diverging scale has its neutral colour at the centre and is clamped at both ends', () => {
  const color = divergingColor([200, 0, 0], [100, 100, 100], [0, 200, 0]);
  expect(color(0)).toEqual([100, 100, 100]);
  expect(color(-1)).toEqual([200, 0, 0]);
  expect(color(5)).toEqual([0, 200, 0]);
});

test('the extent is a round number for nine tenths of the weight, so that one outlier does not bleach the rest', () => {
  expect(colorExtent([0.0012, -0.003, 0.5], [50, 50, 1], 0.001)).toBeCloseTo(0.005);
  expect(colorExtent([0.00001, null, Number.NaN], [1, 9, 9], 0.001)).toBe(0.001);
  expect(colorExtent([], [], 0.001)).toBe(0.001);
});

test('text on a colour is dark or light, whichever can be read', () => {
  expect(readableOn([255, 255, 255])).toBe('#0b0e14');
  expect(readableOn([20, 25, 33])).toBe('#ffffff');
});

test('labels never cover each other and stay inside', () => {
  const place = createLabelPlacer({ x0: 10, y0: 0, x1: 100, y1: 50 });
  expect(place(10, 0, 40, 10)).toBe(true);
  expect(place(30, 5, 40, 10)).toBe(false);
  expect(place(50, 5, 40, 10)).toBe(true);
  expect(place(5, 20, 20, 10)).toBe(false);
  expect(place(70, 20, 40, 10)).toBe(false);
});
