import { expect, test } from 'vitest';
import { PLAIN_SPECS, specOfColumns } from '../../../renderer/charts/spec-of-columns.ts';
import { orderFlowLines } from '../../../renderer/panels/order-flow-lines.ts';
import { orderFlowScatter } from '../../../renderer/panels/order-flow-scatter.ts';
import type { Panel } from '../../../renderer/panels/panel.ts';
import { priceLines } from '../../../renderer/panels/price-lines.ts';
import { returnVolatility } from '../../../renderer/panels/return-volatility.ts';
import { tradeCountMap } from '../../../renderer/panels/trade-count-map.ts';
import { volatilityLines } from '../../../renderer/panels/volatility-lines.ts';
import { volumeMap } from '../../../renderer/panels/volume-map.ts';

const specOf = (panel: Panel) => {
  if (panel.view.spec === undefined) throw new Error('no chart');
  return panel.view.spec;
};

test.each(
  [tradeCountMap, volumeMap, returnVolatility, orderFlowScatter, priceLines, volatilityLines, orderFlowLines].map(
    (panel) => [panel.id, panel] as const,
  ),
)('the own columns of panel %s make its own chart', (_, panel) => {
  expect(specOfColumns(specOf(panel), panel.view.columns)).toEqual(specOf(panel));
});

test('a treemap follows its places; what is no percentage cannot be a colour', () => {
  const spec = specOf(volumeMap);
  expect(specOfColumns(spec, ['pair', 'trade_count_60s', 'volatility_60s', 'vwap'])).toMatchObject({
    area: 'trade_count_60s',
    color: { kind: 'diverging', column: 'volatility_60s' },
    details: ['vwap'],
  });
  expect(specOfColumns(spec, ['pair', 'volume_60s', 'vwap'])).toMatchObject({
    color: { kind: 'heat' },
    details: ['vwap'],
  });
  expect(specOfColumns(spec, ['pair', 'volume_60s', null, 'vwap'])).toMatchObject({
    color: { kind: 'heat' },
    details: ['vwap'],
  });
});

test('a scatter chart follows its places, with axes that suit the columns', () => {
  expect(
    specOfColumns(specOf(returnVolatility), ['pair', 'volume_60s', 'buy_pressure', 'trade_count_60s']),
  ).toMatchObject({
    x: { column: 'volume_60s', scale: 'log' },
    y: { column: 'buy_pressure', domain: [0, 1] },
    size: 'trade_count_60s',
    color: { column: 'buy_pressure', center: 0.5 },
  });
});

test('lines can be taken away and added; the band goes with its edges', () => {
  const spec = specOfColumns(specOf(volatilityLines), [
    'time',
    'volatility_60s',
    'volatility_upper',
    'return_1m',
    'partial',
  ]);
  expect(spec).toMatchObject({ kind: 'lines', fromZero: true });
  expect(spec).not.toHaveProperty('band');
  expect(spec.kind === 'lines' && spec.series.map(({ column }) => column)).toEqual([
    'volatility_60s',
    'volatility_upper',
    'return_1m',
  ]);
});

test('a grid that becomes a chart takes its columns place by place', () => {
  expect(specOfColumns(PLAIN_SPECS.treemap, ['pair', 'vwap', 'return_1m'])).toMatchObject({
    area: 'vwap',
    color: { kind: 'diverging', column: 'return_1m' },
  });
});
