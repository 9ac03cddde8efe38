import { expect, test } from 'vitest';
import { differencesOf, type FullConfig, isSame, ownFilters } from '../../../renderer/layout/panel-config.ts';

const OWN: FullConfig = {
  plugin: 'Datagrid',
  columns: ['pair', 'vwap'],
  sort: [['vwap', 'desc']],
  filter: [],
  group_by: [],
  split_by: [],
  aggregates: {},
  expressions: {},
  plugin_config: { columns: {}, scroll_lock: false },
  columns_config: {},
};

test('only what differs is part of a layout; the order of keys does not matter', () => {
  expect(differencesOf({ ...OWN, plugin_config: { scroll_lock: false, columns: {} } }, OWN)).toEqual({});
  expect(differencesOf({ ...OWN, columns: ['vwap', 'pair'] }, OWN)).toEqual({ columns: ['vwap', 'pair'] });
  expect(isSame({ a: { b: 1, c: 2 } }, { a: { c: 2, b: 1 } })).toBe(true);
  expect(isSame([1, 2], [2, 1])).toBe(false);
});

test('filters of the page are never part of a layout, also where they were changed in the view', () => {
  const dynamic = [
    ['volume_60s', '>', 10_000],
    ['pair', 'ends with', '-USD'],
  ] as const;
  const mine = ['return_1m', '>', 0] as const;
  expect(ownFilters([...dynamic, mine], dynamic)).toEqual([mine]);
  expect(ownFilters([['volume_60s', '>', 5], dynamic[1], mine], dynamic)).toEqual([mine]);
  // With the page's filter in place, one more of its kind is the user's.
  expect(ownFilters([...dynamic, ['volume_60s', '>', 50_000]], dynamic)).toEqual([['volume_60s', '>', 50_000]]);
});
