import type { TreemapSpec } from '../charts/treemap.ts';
import { noStatistics } from './empty-texts.ts';
import type { Panel } from './panel.ts';

/** Panel 3: which pairs trade most often. Counts are comparable across quote currencies. */
export const tradeCountMap: Panel = {
  id: '3',
  number: 3,
  title: () => 'Trade-count treemap',
  table: 'statistics',
  view: {
    plugin: 'Live Treemap',
    columns: ['pair', 'trade_count_60s', null, 'vwap', 'return_1m', 'volume_60s'],
    filter: [['trade_count_60s', '>', 0]],
    spec: {
      kind: 'treemap',
      area: 'trade_count_60s',
      color: { kind: 'heat' },
      details: ['vwap', 'return_1m', 'volume_60s'],
    } satisfies TreemapSpec,
  },
  empty: noStatistics,
};
