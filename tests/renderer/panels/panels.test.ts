import { describe, expect, test } from 'vitest';
import { STATISTICS_COLUMNS, TRADE_COLUMNS } from '../../../engine/schema.ts';
import { HISTORY_COLUMNS } from '../../../main/publish/stream-messages.ts';
import { liveTrades, pairTrades } from '../../../renderer/panels/live-trades.ts';
import { orderFlowLines } from '../../../renderer/panels/order-flow-lines.ts';
import { orderFlowScatter } from '../../../renderer/panels/order-flow-scatter.ts';
import type { Panel } from '../../../renderer/panels/panel.ts';
import { pressureGrid } from '../../../renderer/panels/pressure-grid.ts';
import { priceLines } from '../../../renderer/panels/price-lines.ts';
import { returnVolatility } from '../../../renderer/panels/return-volatility.ts';
import { statistics } from '../../../renderer/panels/statistics.ts';
import { tradeCountMap } from '../../../renderer/panels/trade-count-map.ts';
import { volatilityLines } from '../../../renderer/panels/volatility-lines.ts';
import { volumeMap } from '../../../renderer/panels/volume-map.ts';

const NINE: readonly Panel[] = [
  liveTrades,
  statistics,
  tradeCountMap,
  volumeMap,
  returnVolatility,
  pressureGrid,
  orderFlowScatter,
  priceLines,
  volatilityLines,
];
const CHOICES = { pair: 'BTC-USD', quote: 'EUR', limits: { minVolume: 5, maxVolatility: 0.1 } };
const COLUMNS_OF = {
  trades: TRADE_COLUMNS.map(({ name }) => name as string),
  pairTrades: TRADE_COLUMNS.map(({ name }) => name as string),
  statistics: STATISTICS_COLUMNS.map(({ name }) => name as string),
  history: HISTORY_COLUMNS.map((name) => name as string),
};

/** Every string in a chart's specification that names a column of some table. */
function columnNames(spec: unknown): string[] {
  const known = new Set(Object.values(COLUMNS_OF).flat());
  if (typeof spec === 'string') return known.has(spec) ? [spec] : [];
  return typeof spec === 'object' && spec !== null ? Object.values(spec).flatMap(columnNames) : [];
}

test('the nine panels are numbered as the documentation numbers them', () => {
  expect(NINE.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(NINE.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
});

describe.each([...NINE, pairTrades, orderFlowLines].map((panel) => [panel.id, panel] as const))(
  'panel %s',
  (_, panel) => {
    test('reads only columns that its table has, and its chart only columns that it reads', () => {
      const table = COLUMNS_OF[panel.table];
      expect(table).toEqual(expect.arrayContaining(panel.view.columns.filter((column) => column !== null)));
      expect(panel.view.columns).toEqual(expect.arrayContaining(columnNames(panel.view.spec)));
      expect(panel.view.columns).toEqual(expect.arrayContaining(Object.keys(panel.bars ?? {})));
      for (const [column] of [...(panel.view.filter ?? []), ...(panel.filter?.(CHOICES) ?? [])]) {
        expect(table).toContain(column);
      }
    });
  },
);

test('the statistics panel shows every column', () => {
  expect(statistics.view.columns).toEqual(STATISTICS_COLUMNS.map(({ name }) => name));
});

test('volumes of different currencies do not share a scale', () => {
  for (const panel of [volumeMap, returnVolatility, pressureGrid, orderFlowScatter]) {
    expect(panel.tools).toContain('quote');
    expect(panel.filter?.(CHOICES)).toContainEqual(['pair', 'ends with', '-EUR']);
    expect(panel.filter?.({ ...CHOICES, quote: '*' }).flat()).not.toContain('ends with');
  }
});

test('panel 5 leaves out quiet and extreme pairs by the chosen limits', () => {
  expect(returnVolatility.filter?.(CHOICES)).toEqual(
    expect.arrayContaining([
      ['volume_60s', '>', 5],
      ['volatility_60s', '<=', 0.1],
    ]),
  );
});
