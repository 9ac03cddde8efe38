import { expect, test } from 'vitest';
import { validLocales } from '../../../renderer/format/locales.ts';

test('the tag of LANG=C is left out: Intl throws on it', () => {
  expect(() => new Intl.NumberFormat(['en-US', 'c'])).toThrow();
  expect(validLocales(['en-US', 'c', 'de'])).toEqual(['en-US', 'de']);
  expect(() => new Intl.NumberFormat(validLocales(['c', '']))).not.toThrow();
});
