import type { LineSpec } from '../charts/line-chart.ts';
import { noVolatility } from './empty-texts.ts';
import type { Panel } from './panel.ts';

/** Panel 9: volatility of the selected pair, its 5-minute mean, and the band of two standard deviations around the mean. */
export const volatilityLines: Panel = {
  id: '9',
  number: 9,
  title: (pair) => `Volatility of ${pair}`,
  table: 'history',
  tools: ['range'],
  view: {
    plugin: 'Live Lines',
    columns: ['time', 'volatility_60s', 'volatility_mean_5m', 'volatility_upper', 'volatility_lower', 'partial'],
    sort: [['time', 'asc']],
    spec: {
      kind: 'lines',
      series: [
        { column: 'volatility_60s', label: '60 s', color: 'series-1', width: 2 },
        { column: 'volatility_mean_5m', label: 'mean 5 min', color: 'series-2', width: 1.4 },
        { column: 'volatility_lower', label: 'lower 2σ', color: 'series-4', dash: true, width: 1 },
        { column: 'volatility_upper', label: 'upper 2σ', color: 'series-4', dash: true, width: 1 },
      ],
      band: { upper: 'volatility_upper', lower: 'volatility_lower' },
      fromZero: true,
    } satisfies LineSpec,
  },
  empty: noVolatility,
};
