import { STATISTICS_COLUMNS } from '../../engine/schema.ts';
import { noStatistics } from './empty-texts.ts';
import type { Panel } from './panel.ts';

/** Panel 2: the newest row of each pair with every column, the pair that traded last on top. */
export const statistics: Panel = {
  id: '2',
  number: 2,
  title: () => 'Statistics',
  table: 'statistics',
  view: {
    plugin: 'Datagrid',
    columns: STATISTICS_COLUMNS.map((column) => column.name),
    sort: [
      ['last_trade_time', 'desc'],
      ['pair', 'asc'],
    ],
    signed: ['return_1m'],
  },
  empty: noStatistics,
};
