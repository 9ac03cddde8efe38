import type { ScatterSpec } from '../charts/scatter.ts';
import { noPairPasses } from './empty-texts.ts';
import type { Panel } from './panel.ts';
import { quoteFilter } from './quote-filter.ts';

/** Panel 5: which pairs moved more than they usually do. Quiet and extreme pairs are left out by two limits. */
export const returnVolatility: Panel = {
  id: '5',
  number: 5,
  title: () => 'Return vs volatility',
  table: 'statistics',
  view: {
    plugin: 'Live Scatter',
    columns: ['pair', 'volatility_60s', 'return_1m', 'volume_60s', 'vwap', 'trade_count_60s'],
    spec: {
      kind: 'scatter',
      x: { column: 'volatility_60s', scale: 'linear' },
      y: { column: 'return_1m', scale: 'linear', line: 0 },
      size: 'volume_60s',
      color: { column: 'return_1m', center: 0, least: 0.001 },
      details: ['vwap', 'trade_count_60s'],
    } satisfies ScatterSpec,
  },
  filter: ({ quote, limits }) => [
    ['volume_60s', '>', limits.minVolume],
    ['volatility_60s', '<=', limits.maxVolatility],
    ...quoteFilter(quote),
  ],
  tools: ['limits', 'quote'],
  empty: noPairPasses,
};
