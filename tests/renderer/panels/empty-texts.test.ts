import { expect, test } from 'vitest';
import {
  noPairOfQuote,
  noPairPasses,
  noPairTrades,
  noPrice,
  noStatistics,
  noTrades,
  noVolatility,
} from '../../../renderer/panels/empty-texts.ts';
import type { EmptyFacts } from '../../../renderer/panels/panel.ts';

const FACTS: EmptyFacts = {
  pair: 'ETH-USD',
  quote: 'USD',
  limits: { minVolume: 10_000, maxVolatility: 0.02 },
  isStreamLive: true,
  hasTrades: true,
  isHistoryPending: false,
  rows: 0,
  publishIntervalS: 1,
  uptimeS: 300,
};
const ALL = [noTrades, noPairTrades, noStatistics, noPairOfQuote, noPairPasses, noPrice, noVolatility];

test('without a stream or a first trade every panel says just that', () => {
  for (const text of ALL) {
    expect(text({ ...FACTS, isStreamLive: false, hasTrades: false })).toBe('Waiting for the data stream.');
    expect(text({ ...FACTS, hasTrades: false })).toBe('Waiting for the first trade.');
  }
});

test('volatility says how far it is', () => {
  expect(noVolatility({ ...FACTS, rows: 23 })).toBe('ETH-USD: volatility needs 61 s of data, 23 s so far.');
  expect(noVolatility({ ...FACTS, rows: 3, publishIntervalS: 10 })).toContain('30 s so far');
  expect(noVolatility({ ...FACTS, rows: 200 })).toBe('ETH-USD: volatility needs 61 s of data without a gap.');
  expect(noPairPasses({ ...FACTS, uptimeS: 12.7 })).toBe('Volatility needs 61 s of data, 12 s so far.');
});

test('a filter that lets nothing through is named with its limits', () => {
  const text = noPairPasses(FACTS);
  expect(text).toContain('quoted in USD');
  expect(text).toContain('10K');
  expect(text).toContain('2.00%');
  expect(noPairOfQuote({ ...FACTS, quote: 'GBP' })).toContain('GBP');
  expect(noPairOfQuote({ ...FACTS, quote: '*' })).toBe('No pair has traded in the last 60 s.');
});

test('a history on its way is not a pair without statistics', () => {
  expect(noPrice({ ...FACTS, isHistoryPending: true })).toBe('Loading the history of ETH-USD.');
  expect(noPrice(FACTS)).toContain('No statistics of ETH-USD yet');
});

test('panels of one pair name it', () => {
  for (const text of [noPairTrades, noPrice, noVolatility]) expect(text(FACTS)).toContain('ETH-USD');
});
