import { expect, test } from 'vitest';
import { searchPairs } from '../../../renderer/controls/pair-search.ts';

const PAIRS = [
  { pair: 'ETH-USD', trades60s: 200, vwap: 1 },
  { pair: 'ETH-EUR', trades60s: 20, vwap: 1 },
  { pair: 'ETHFI-USD', trades60s: 900, vwap: 1 },
  { pair: 'BTC-USD', trades60s: 500, vwap: 1 },
  { pair: 'SOL-ETH', trades60s: 1_000, vwap: 1 },
];
const found = (query: string) => searchPairs(PAIRS, query).map(({ pair }) => pair);

test('nothing typed: all pairs, the busiest first', () => {
  expect(found('')).toEqual(['SOL-ETH', 'ETHFI-USD', 'BTC-USD', 'ETH-USD', 'ETH-EUR']);
});

test('the currency itself comes before longer names and before quote currencies', () => {
  expect(found('eth')).toEqual(['ETH-USD', 'ETH-EUR', 'ETHFI-USD', 'SOL-ETH']);
});

test('a pair may be typed with a space, a slash or a dash', () => {
  for (const query of ['eth eur', 'ETH/EUR', ' eth-eur ']) expect(found(query)).toEqual(['ETH-EUR']);
});

test('no match is an empty list', () => {
  expect(found('zzz')).toEqual([]);
});
