import { expect, test } from 'vitest';
import { readPairs, readRows } from '../../../renderer/recordings/read-form.ts';

test.each([
  ['', null],
  [' , ;', null],
  ['btc-usd', ['BTC-USD']],
  ['BTC-USD, eth-usd;btc-usd\nSOL-EUR', ['BTC-USD', 'ETH-USD', 'SOL-EUR']],
])('pairs %j', (text, pairs) => {
  expect(readPairs(text)).toEqual(pairs);
});

test.each([
  ['', null],
  ['1000', 1_000],
  ['1,000,000', 1_000_000],
  [' 1 000 ', 1_000],
  ['0', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['many', undefined],
  ['99999999999999999999', undefined],
])('rows %j', (text, rows) => {
  expect(readRows(text)).toBe(rows);
});
