import type { ScatterSpec } from '../charts/scatter.ts';
import { noVolumeOfQuote } from './empty-texts.ts';
import type { Panel } from './panel.ts';
import { quoteFilter } from './quote-filter.ts';

/** Panel 7: pressure against volume. One-sided flow of a small pair says little, of a large one much. */
export const orderFlowScatter: Panel = {
  id: '7',
  number: 7,
  title: () => 'Order flow',
  table: 'statistics',
  view: {
    plugin: 'Live Scatter',
    columns: ['pair', 'volume_60s', 'buy_pressure', 'trade_count_60s', 'buy_volume_60s', 'sell_volume_60s'],
    spec: {
      kind: 'scatter',
      x: { column: 'volume_60s', scale: 'log' },
      y: { column: 'buy_pressure', scale: 'linear', domain: [0, 1], line: 0.5 },
      size: 'trade_count_60s',
      color: { column: 'buy_pressure', center: 0.5, extent: 0.5, least: 0.5 },
      details: ['buy_volume_60s', 'sell_volume_60s'],
    } satisfies ScatterSpec,
  },
  filter: ({ quote }) => [['volume_60s', '>', 0], ...quoteFilter(quote)],
  tools: ['quote'],
  empty: noVolumeOfQuote,
};
