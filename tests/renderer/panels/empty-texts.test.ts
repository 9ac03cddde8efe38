import { expect, test } from 'vitest';
import {
  noPairOfQuote,
  noPairPasses,
  noPairTrades,
  noPrice,
  noStatistics,
  noTrades,
  noVolatility,
  noVolumeOfQuote,
} from '../../../renderer/panels/empty-texts.ts';
import type { EmptyFacts } from '../../../renderer/panels/panel.ts';

const FACTS: EmptyFacts = {
  pair: 'ETH-USD',
  quote: 'USD',
  limits: { minVolume: 10_000, maxVolatility: 0.02 },
  isStreamLive: true,
  hasTrades: true,
  hasStatistics: true,
  isDrawn: true,
  isHistoryPending: false,
  rows: 0,
  publishIntervalS: 1,
  uptimeS: 300,
};
const ALL = [noTrades, noPairTrades, noStatistics, noPairOfQuote, noVolumeOfQuote, noPairPasses, noPrice, noVolatility];

test('without a stream or a first trade every panel says just that', () => {
  for (const text of ALL) {
    expect(text({ ...FACTS, isStreamLive: false, hasTrades: false })).toBe('Waiting for the data stream.');
    expect(text({ ...FACTS, hasTrades: false })).toBe('Waiting for the first trade.');
  }
});

test('nothing is said of trades before they can be seen', () => {
  for (const text of ALL) expect(text({ ...FACTS, isDrawn: false })).toBe('Drawing for the first time.');
  expect(noPairOfQuote({ ...FACTS, hasStatistics: false })).toContain('Waiting for the first statistics');
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

test('volumes come later than trades, and the text does not deny the trades', () => {
  expect(noVolumeOfQuote({ ...FACTS, uptimeS: 3.4 })).toBe('Volumes come 5 s after the first trade of a pair.');
  expect(noVolumeOfQuote(FACTS)).toContain('No pair quoted in USD has a volume');
  for (const quote of ['USD', '*']) expect(noVolumeOfQuote({ ...FACTS, quote })).not.toContain('traded');
});

test('a history on its way is not a pair without statistics', () => {
  expect(noPrice({ ...FACTS, isHistoryPending: true })).toBe('Loading the history of ETH-USD.');
  expect(noPrice(FACTS)).toContain('No statistics of ETH-USD yet');
});

test('panels of one pair name it', () => {
  for (const text of [noPairTrades, noPrice, noVolatility]) expect(text(FACTS)).toContain('ETH-USD');
});
