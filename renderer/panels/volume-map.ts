import type { TreemapSpec } from '../charts/treemap.ts';
import { noVolumeOfQuote } from './empty-texts.ts';
import type { Panel } from './panel.ts';
import { quoteFilter } from './quote-filter.ts';

/** Panel 4: where the money goes (area) and which way prices move (colour). */
export const volumeMap: Panel = {
  id: '4',
  number: 4,
  title: () => 'Volume treemap',
  table: 'statistics',
  view: {
    plugin: 'Live Treemap',
    columns: ['pair', 'volume_60s', 'return_1m', 'vwap', 'trade_count_60s'],
    spec: {
      kind: 'treemap',
      area: 'volume_60s',
      color: { kind: 'diverging', column: 'return_1m', least: 0.001 },
      details: ['vwap', 'trade_count_60s'],
    } satisfies TreemapSpec,
  },
  filter: ({ quote }) => [['volume_60s', '>', 0], ...quoteFilter(quote)],
  tools: ['quote'],
  empty: noVolumeOfQuote,
};
