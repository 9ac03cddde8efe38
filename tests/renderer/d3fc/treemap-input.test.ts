import { expect, test } from 'vitest';
import type { TreemapSpec } from '../../../renderer/charts/treemap.ts';
import { SHADE } from '../../../renderer/d3fc/chart-input.ts';
import { treemapInput } from '../../../renderer/d3fc/treemap-input.ts';
import { tradeCountMap } from '../../../renderer/panels/trade-count-map.ts';
import { volumeMap } from '../../../renderer/panels/volume-map.ts';

const VOLUME = volumeMap.view.spec as TreemapSpec;
const COUNT = tradeCountMap.view.spec as TreemapSpec;
const inGivenOrder = (areas: ReadonlyMap<string, number>) => [...areas.keys()];
const row = (pair: string, volume_60s: number | null, return_1m: number | null) => ({
  pair,
  volume_60s,
  return_1m,
  vwap: 1,
  trade_count_60s: 3,
});

test('pairs without an area are left out, and without any pair there is nothing to draw', () => {
  const input = treemapInput(VOLUME, [row('A-USD', 5, 0.1), row('B-USD', 0, 0), row('C-USD', null, 0)], inGivenOrder);
  expect(input.shown).toBe(1);
  expect(treemapInput(VOLUME, [row('B-USD', 0, 0)], inGivenOrder)).toMatchObject({ shown: 0, rows: [], legend: [] });
});

test('the colour scale is centred on 0 with fixed ends, whatever the values', () => {
  const shades = (returns: (number | null)[]) =>
    treemapInput(
      VOLUME,
      returns.map((value, i) => row(`P${i}-USD`, 10, value)),
      inGivenOrder,
    ).rows.map((r) => r[SHADE] as number);
  for (const returns of [[0.01], [0.01, 0.01], [-0.5, 0.001, 3], [null]]) {
    const all = shades(returns);
    expect(Math.min(...all)).toBe(-1);
    expect(Math.max(...all)).toBe(1);
  }
  const [up, down, flat, unknown] = shades([0.004, -0.004, 0, null]);
  expect(up).toBeGreaterThan(0.5);
  expect(down).toBe(-(up as number));
  expect(flat).toBeCloseTo(0, 6);
  expect(unknown).toBeCloseTo(0, 6);
});

test('rows that only hold the ends of the scale have no area and names of their own', () => {
  const { rows } = treemapInput(COUNT, [row('A-USD', 5, 0.1), row('B-USD', 5, 0.1)], inGivenOrder);
  const held = rows.slice(2);
  expect(held.map((r) => r['Trades 60 s'])).toEqual([0, 0]);
  expect(new Set(rows.map((r) => String(r.__ROW_PATH__))).size).toBe(4);
});

test('a label leads back to its pair', () => {
  const input = treemapInput(VOLUME, [row('BTC-USD', 1, 0), row('BTC-EUR', 1, 0), row('ETH-USD', 1, 0)], inGivenOrder);
  expect(Object.fromEntries(input.pairs)).toEqual({ 'BTC-USD': 'BTC-USD', 'BTC-EUR': 'BTC-EUR', ETH: 'ETH-USD' });
});
