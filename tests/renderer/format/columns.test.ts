import { expect, test } from 'vitest';
import { STATISTICS_COLUMNS, TRADE_COLUMNS } from '../../../engine/schema.ts';
import { formatValue, titleOf } from '../../../renderer/format/columns.ts';
import { exchangeName } from '../../../renderer/format/exchanges.ts';
import { createTimeFormats } from '../../../renderer/format/time.ts';

const times = createTimeFormats('UTC', ['en-US']);

test('null is a dash for every column, never a zero', () => {
  for (const { name } of [...TRADE_COLUMNS, ...STATISTICS_COLUMNS]) expect(formatValue(name, null, times)).toBe('–');
});

test('a side is told by mark and word, not by colour alone', () => {
  expect(['buy', 'sell', 'unknown'].map((side) => formatValue('side', side, times))).toEqual([
    '▲ buy',
    '▼ sell',
    '· none',
  ]);
});

test('returns carry a sign, volatilities do not', () => {
  expect(formatValue('return_1m', 0.001, times)).toMatch(/^\+/);
  expect(formatValue('volatility_60s', 0.001, times)).not.toMatch(/^\+/);
});

test('times carry milliseconds and follow the zone', () => {
  expect(formatValue('received_time', Date.UTC(2026, 0, 1, 12, 0, 0, 5) + 0.25, times)).toBe('12:00:00.005');
});

test('exchanges have names; an unknown id is shown as such', () => {
  expect([1, 2, 6, 23, 77, null].map(exchangeName)).toEqual([
    'Coinbase',
    'Bitfinex',
    'Bitstamp',
    'Kraken',
    'Exchange 77',
    '–',
  ]);
});

test('titles are those of the schema', () => {
  expect(titleOf('volatility_mean_5m')).toBe('Volatility mean 5 min');
  expect(titleOf('no_such_column')).toBe('no_such_column');
});
