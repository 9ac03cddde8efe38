import { expect, test } from 'vitest';
import type { ScatterSpec } from '../../../renderer/charts/scatter.ts';
import { LABEL, powerOf, SHADE, valueOfPower } from '../../../renderer/d3fc/chart-input.ts';
import { scatterInput } from '../../../renderer/d3fc/scatter-input.ts';
import { orderFlowScatter } from '../../../renderer/panels/order-flow-scatter.ts';
import { returnVolatility } from '../../../renderer/panels/return-volatility.ts';

const FLOW = orderFlowScatter.view.spec as ScatterSpec;
const RETURNS = returnVolatility.view.spec as ScatterSpec;
const flow = (pair: string, volume_60s: number | null, buy_pressure: number | null) => ({
  pair,
  volume_60s,
  buy_pressure,
  buy_volume_60s: 1,
  sell_volume_60s: 1,
  trade_count_60s: 9,
});

test('pairs without a place are left out', () => {
  const raw = [flow('A-USD', 100, 0.5), flow('B-USD', 0, 0.5), flow('C-USD', 5, null), flow('D-USD', Number.NaN, 1)];
  expect(scatterInput(FLOW, raw, 'A-USD').shown).toBe(1);
  expect(scatterInput(FLOW, raw.slice(1), 'A-USD')).toMatchObject({ shown: 0, rows: [], legend: [] });
});

test('only the selected pair carries its name', () => {
  const input = scatterInput(FLOW, [flow('A-USD', 1, 0), flow('B-USD', 2, 1)], 'B-USD');
  expect(input.rows.map((row) => row[LABEL]).filter((label) => label !== null)).toEqual(['B-USD']);
});

test('pressure is coloured around one half, from nothing to all', () => {
  const input = scatterInput(FLOW, [flow('A-USD', 1, 0), flow('B-USD', 2, 0.5), flow('C-USD', 2, 1)], '');
  const [low, middle, high] = input.rows.map((row) => row[SHADE] as number);
  expect([low, high]).toEqual([-1, 1]);
  expect(middle).toBeCloseTo(0, 6);
  expect(input.domains[1]).toEqual([0, 1]);
});

test('volume is placed by its power of ten, and the place leads back to it', () => {
  const [place] = scatterInput(FLOW, [flow('A-USD', 1_000, 0.5)], '').rows.map((row) => row['Volume 60 s'] as number);
  expect(place).toBe(powerOf(1_000));
  expect(valueOfPower(place as number)).toBeCloseTo(1_000, 6);
});

test('one point and equal values have axes of some width, and 0 is in sight of returns', () => {
  const point = { pair: 'A-USD', volatility_60s: 0, return_1m: 0, volume_60s: 1, vwap: 1, trade_count_60s: 1 };
  for (const raw of [[point], [point, point], [{ ...point, return_1m: -0.01 }]]) {
    for (const [min, max] of scatterInput(RETURNS, raw, '').domains) expect(max).toBeGreaterThan(min);
  }
  const [, [min, max] = [1, 1]] = scatterInput(RETURNS, [{ ...point, return_1m: 0.01 }], '').domains;
  expect(min).toBeLessThanOrEqual(0);
  expect(max).toBeGreaterThan(0.01);
});
