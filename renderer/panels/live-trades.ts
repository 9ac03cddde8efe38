import { noPairTrades, noTrades } from './empty-texts.ts';
import type { Panel } from './panel.ts';

// index() numbers the rows in their order of arrival: many trades share a millisecond, so a time cannot order them.
const NEWEST_FIRST = { expressions: { arrival: 'index()' }, sort: [['arrival', 'desc']] } as const;

/** Panel 1: every trade, newest first, taker side in words, mark and colour. */
export const liveTrades: Panel = {
  id: '1',
  number: 1,
  title: () => 'Live trades',
  table: 'trades',
  view: {
    plugin: 'Datagrid',
    columns: ['received_time', 'pair', 'side', 'price', 'size', 'volume', 'exchange', 'trade_time', 'trade_id'],
    ...NEWEST_FIRST,
  },
  empty: noTrades,
};

/** The same for the selected pair alone. */
export const pairTrades: Panel = {
  id: 'trades',
  number: null,
  title: (pair) => `Live trades of ${pair}`,
  table: 'pairTrades',
  view: {
    plugin: 'Datagrid',
    columns: ['received_time', 'side', 'price', 'size', 'volume', 'exchange', 'trade_time', 'trade_id'],
    ...NEWEST_FIRST,
  },
  empty: noPairTrades,
};
