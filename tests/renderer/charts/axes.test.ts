import { expect, test } from 'vitest';
import { linearMarks, logMarks } from '../../../renderer/charts/axes.ts';

const labels = ({ ticks, label }: ReturnType<typeof linearMarks>) => ticks.map(label);

test('prices from 1e-9 to 1e5 have as many decimals as their marks need', () => {
  expect(labels(linearMarks(112_000, 112_100, 2, 'price'))).toEqual(['112,000', '112,050', '112,100']);
  expect(labels(linearMarks(0.2344, 0.2352, 2, 'price'))).toEqual(['0.2345', '0.2350']);
  expect(labels(linearMarks(1.2e-9, 1.4e-9, 2, 'price'))).toEqual(['0.0000000012', '0.0000000013', '0.0000000014']);
});

test('fractions are percent', () => {
  expect(labels(linearMarks(0, 0.003, 3, 'percent'))).toEqual(['0.0%', '0.1%', '0.2%', '0.3%']);
  expect(labels(linearMarks(0, 1, 2, 'share'))).toEqual(['0%', '50%', '100%']);
});

test('volumes are short', () => {
  expect(labels(linearMarks(0, 300_000, 3, 'quote-volume'))).toEqual(['0', '100K', '200K', '300K']);
  expect(labels(logMarks(1, 1e6, 4))).toEqual(['1', '100', '10K', '1M']);
});
