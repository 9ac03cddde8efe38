import { noPairOfQuote } from './empty-texts.ts';
import type { Panel } from './panel.ts';
import { quoteFilter } from './quote-filter.ts';

/** Panel 6: who is taking, buyers or sellers, with the largest volumes on top. */
export const pressureGrid: Panel = {
  id: '6',
  number: 6,
  title: () => 'Buy/sell pressure',
  table: 'statistics',
  view: {
    plugin: 'Datagrid',
    columns: [
      'pair',
      'buy_pressure',
      'buy_volume_60s',
      'sell_volume_60s',
      'volume_60s',
      'trade_count_60s',
      'return_1m',
    ],
    sort: [['volume_60s', 'desc']],
    signed: ['return_1m'],
  },
  filter: ({ quote }) => quoteFilter(quote),
  bars: {
    buy_pressure: { kind: 'split' },
    buy_volume_60s: { kind: 'length', color: 'buy' },
    sell_volume_60s: { kind: 'length', color: 'sell' },
  },
  tools: ['quote'],
  empty: noPairOfQuote,
};
