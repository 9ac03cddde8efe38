import { expect, test } from 'vitest';
import { pairOfAddress, readPair } from '../../../renderer/settings/ticker.ts';

test('a pair is read in any case, a bare currency means its dollar pair', () => {
  expect(readPair(' eth-usd ')).toBe('ETH-USD');
  expect(readPair('doge')).toBe('DOGE-USD');
  expect(readPair('1INCH-USDT')).toBe('1INCH-USDT');
});

test('what cannot be a pair is refused', () => {
  for (const wrong of ['', '-', 'A-B-C', '<script>', 'BTC/USD', 'X'.repeat(30), null, 5, {}]) {
    expect(readPair(wrong)).toBeNull();
  }
});

test('the address of the page may ask for a pair', () => {
  expect(pairOfAddress('?ticker=ETH-USD&x=1')).toBe('ETH-USD');
  expect(pairOfAddress('?ticker=')).toBeNull();
  expect(pairOfAddress('')).toBeNull();
});
