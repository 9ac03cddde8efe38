import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packNumber, unpackNumber, wireNumber } from '../../../main/publish/packed-number.ts';

const roundTrip = (known: number, value: number) => unpackNumber(known, packNumber(known, value));

test('any number comes back exactly, whatever is known', () => {
  const number = fc.oneof(fc.double(), fc.double({ min: -1e-300, max: 1e-300 }), fc.integer()).map(wireNumber);
  fc.assert(
    fc.property(number, number, (known, value) => {
      expect(roundTrip(known, value)).toBe(value);
    }),
    { numRuns: 5_000 },
  );
});

test('neighbours come back exactly, in a few characters', () => {
  const near = fc.tuple(
    fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
    fc.double({ min: -1e-4, max: 1e-4, noNaN: true }),
  );
  fc.assert(
    fc.property(near, ([known, change]) => {
      const value = known * (1 + change);
      expect(roundTrip(known, value)).toBe(value);
      expect(packNumber(known, value).length).toBeLessThanOrEqual(10);
    }),
    { numRuns: 5_000 },
  );
});

test('what does not change costs nothing, round numbers cost what they are', () => {
  expect(packNumber(1.5, 1.5)).toBe('');
  expect(packNumber(Number.NaN, Number.NaN)).toBe('');
  expect(packNumber(3, 4)).toBe('=4');
  expect(packNumber(100.1, Number.NaN)).toBe('=null');
  expect(packNumber(Number.NaN, 100.1)).toBe('=100.1');
  expect(packNumber(0.1 + 0.2, 0.3)).toBe('-1');
  expect(packNumber(-1, 1)).toBe('=1');
});

test('on the wire there are no infinities and no negative zero', () => {
  expect([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN].map(wireNumber)).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
  expect(Object.is(wireNumber(-0), 0)).toBe(true);
});

test.each(['?', ' ', '1'.repeat(40), 'null'])('%j is no packed number', (text) => {
  expect(() => unpackNumber(Number.NaN, text)).toThrow('not a packed number');
});
