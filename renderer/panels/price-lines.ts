import type { LineSpec } from '../charts/line-chart.ts';
import { noPrice } from './empty-texts.ts';
import type { Panel } from './panel.ts';

/** Panel 8: VWAP of the selected pair and its three time-decayed averages. */
export const priceLines: Panel = {
  id: '8',
  number: 8,
  title: (pair) => `Price of ${pair}`,
  table: 'history',
  tools: ['range'],
  view: {
    plugin: 'Live Lines',
    columns: ['time', 'vwap', 'ema_60s', 'ema_120s', 'ema_180s', 'partial'],
    sort: [['time', 'asc']],
    spec: {
      kind: 'lines',
      series: [
        { column: 'vwap', color: 'series-1', width: 2 },
        { column: 'ema_60s', color: 'series-2', width: 1.2 },
        { column: 'ema_120s', color: 'series-3', width: 1.2 },
        { column: 'ema_180s', color: 'series-4', width: 1.2 },
      ],
    } satisfies LineSpec,
  },
  empty: noPrice,
};
