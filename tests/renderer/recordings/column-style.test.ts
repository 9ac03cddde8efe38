import { expect, test } from 'vitest';
import { columnAggregates, columnStyles } from '../../../renderer/recordings/column-style.ts';

const COLUMNS = [
  { name: 'received_time', type: 'time' },
  { name: 'pair', type: 'string' },
  { name: 'price', type: 'float' },
  { name: 'volume', type: 'float' },
  { name: 'return_1m', type: 'float' },
  { name: 'exchange', type: 'float' },
  { name: 'foreign', type: 'float' },
  { name: 'partial', type: 'boolean' },
] as const;

test('columns are shown as the schema says, times in the zone to the millisecond', () => {
  const styles = columnStyles(COLUMNS, 'Asia/Tokyo');
  expect(Object.keys(styles)).toEqual(['received_time', 'price', 'volume', 'return_1m', 'exchange', 'foreign']);
  expect(styles.received_time).toMatchObject({ date_format: { timeZone: 'Asia/Tokyo', fractionalSecondDigits: 3 } });
  expect(styles.price).toMatchObject({ number_format: { maximumSignificantDigits: 8 } });
  expect(styles.return_1m).toMatchObject({ number_format: { style: 'percent' } });
  expect(styles.foreign).toEqual({ number_fg_mode: 'disabled' });
});

test('prices are averaged, never added up; traded amounts are', () => {
  expect(columnAggregates(COLUMNS)).toEqual({
    price: 'avg',
    volume: 'sum',
    return_1m: 'avg',
    exchange: 'distinct count',
    foreign: 'avg',
  });
});
