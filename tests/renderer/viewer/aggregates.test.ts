import { expect, test } from 'vitest';
import { isCounting, sensibleAggregates } from '../../../renderer/viewer/aggregates.ts';

test('amounts are added, prices are not, exchanges are counted, and of times the newest counts', () => {
  const schema = {
    pair: 'string',
    price: 'float',
    size: 'float',
    volume: 'float',
    exchange: 'integer',
    trade_time: 'datetime',
    trade_count_60s: 'integer',
    mine: 'float',
  };
  expect(sensibleAggregates(schema)).toEqual({
    price: 'avg',
    size: 'sum',
    volume: 'sum',
    exchange: 'distinct count',
    trade_time: 'high',
    trade_count_60s: 'sum',
    mine: 'avg',
  });
  expect(isCounting('distinct count')).toBe(true);
  expect(isCounting('sum')).toBe(false);
});
