import type { LineSpec } from '../charts/line-chart.ts';
import { noPrice } from './empty-texts.ts';
import type { Panel } from './panel.ts';

/** Order flow of the selected pair over time: buy and sell volume (right axis) and buy pressure (left axis). */
export const orderFlowLines: Panel = {
  id: 'flow',
  number: null,
  title: (pair) => `Order flow of ${pair}`,
  table: 'history',
  tools: ['range'],
  view: {
    plugin: 'Live Lines',
    columns: ['time', 'buy_volume_60s', 'sell_volume_60s', 'buy_pressure', 'partial'],
    sort: [['time', 'asc']],
    spec: {
      kind: 'lines',
      series: [
        { column: 'buy_volume_60s', color: 'up', width: 1.6 },
        { column: 'sell_volume_60s', color: 'down', width: 1.6 },
        { column: 'buy_pressure', color: 'series-3', dash: true, width: 1, isLeft: true },
      ],
      left: [0, 1],
      fromZero: true,
    } satisfies LineSpec,
  },
  empty: noPrice,
};
