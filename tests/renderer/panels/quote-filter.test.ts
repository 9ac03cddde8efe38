import { expect, test } from 'vitest';
import { quoteFilter, quotesOf } from '../../../renderer/panels/quote-filter.ts';

test('quote currencies, the most frequent first', () => {
  expect(quotesOf(['BTC-USD', 'ETH-BTC', 'ETH-USD', 'SOL-EUR', 'XRP-BTC', 'ADA-USD'])).toEqual(['USD', 'BTC', 'EUR']);
  expect(quotesOf([])).toEqual([]);
});

test('a filter for one currency or for all', () => {
  expect(quoteFilter('EUR')).toEqual([['pair', 'ends with', '-EUR']]);
  expect(quoteFilter('*')).toEqual([]);
});
