import { expect, test } from 'vitest';
import { createNumberFormats } from '../../../renderer/format/number.ts';

const numbers = createNumberFormats(['en-US']);

test('prices keep the digits that matter from 1e-9 to 1e9', () => {
  expect([1e-9, 1.23456789e-5, 0.2321, 2.83, 208.123, 4_100.1234, 112_003.456, 1e9].map(numbers.price)).toEqual([
    '0.0000000010000',
    '0.000012345679',
    '0.23210',
    '2.8300',
    '208.123',
    '4,100.1234',
    '112,003.46',
    '1,000,000,000.00',
  ]);
});

test('volumes are short', () => {
  expect([0, 0.5, 12.345, 999.9, 1_234.5, 1_204_000, 3.2e9].map(numbers.volume)).toEqual([
    '0',
    '0.5',
    '12.35',
    '999.9',
    '1.235K',
    '1.204M',
    '3.200B',
  ]);
});

test('fractions are percent, returns with their sign', () => {
  expect(numbers.percent(0.000123)).toBe('0.0123%');
  expect(numbers.percent(0.5)).toBe('50.00%');
  expect([0.001, -0.001, 0].map(numbers.signedPercent)).toEqual(['+0.1000%', '-0.1000%', '0.0000%']);
  expect(numbers.share(0.6234)).toBe('62.3%');
  expect([0.005, 0.1, 1].map(numbers.shortPercent)).toEqual(['0.5%', '10%', '100%']);
});

test('axis labels have exactly the decimals asked for', () => {
  expect(numbers.fixed(0.5, 3)).toBe('0.500');
  expect(numbers.fixed(113_000, 0)).toBe('113,000');
  expect(numbers.magnitude(100_000)).toBe('100K');
});
