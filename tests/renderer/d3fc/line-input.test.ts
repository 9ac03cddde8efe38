import { expect, test } from 'vitest';
import type { LineSpec } from '../../../renderer/charts/line-chart.ts';
import { lineInput, secondAxis } from '../../../renderer/d3fc/line-input.ts';
import { createTimeFormats } from '../../../renderer/format/time.ts';
import { orderFlowLines } from '../../../renderer/panels/order-flow-lines.ts';
import { volatilityLines } from '../../../renderer/panels/volatility-lines.ts';

const VOLATILITY = volatilityLines.view.spec as LineSpec;
const FLOW = orderFlowLines.view.spec as LineSpec;
const times = createTimeFormats('UTC', ['en']);
const START = Date.UTC(2026, 0, 1);
const row = (second: number, volatility_60s: number | null) => ({ time: START + second * 1_000, volatility_60s });
const timesOf = (input: ReturnType<typeof lineInput>) => input.rows.map((r) => (r.__ROW_PATH__ as number[])[0]);

test('a row without values breaks the line', () => {
  const seconds = [0, 1, 2, 3, 60, 61];
  const input = lineInput(
    VOLATILITY,
    seconds.map((second) => row(second, second === 2 ? null : 0.001)),
    times,
  );
  expect(input.rows.map((r) => r['60 s'])).toEqual([0.001, 0.001, null, 0.001, 0.001, 0.001]);
});

test('one instant gets a minute of axis, not half a century', () => {
  const span = timesOf(lineInput(VOLATILITY, [row(0, 0.001)], times));
  expect((span.at(-1) as number) - (span[0] as number)).toBe(60_000);
});

test('no value at all is nothing to draw', () => {
  expect(lineInput(VOLATILITY, [row(0, null), row(1, null)], times)).toMatchObject({ shown: 0, rows: [] });
  expect(lineInput(VOLATILITY, [], times)).toMatchObject({ shown: 0, rows: [] });
});

test('equal values have an axis of some width, from zero where the panel says so', () => {
  const [[min, max] = [0, 0]] = lineInput(VOLATILITY, [row(0, 0.001), row(1, 0.001)], times).domains;
  expect(min).toBe(0);
  expect(max).toBeGreaterThan(0.001);
});

test('with a second axis its fixed ends stand in the data, apart from the lines', () => {
  const raw = [0, 1].map((second) => ({
    time: START + second * 1_000,
    buy_volume_60s: 7,
    sell_volume_60s: 7,
    buy_pressure: 0.5,
  }));
  const input = lineInput(FLOW, raw, times);
  expect(secondAxis(FLOW)).toEqual(['Buy pressure']);
  expect(input.rows.map((r) => r['Buy pressure'])).toEqual([0, null, 1, null, 0.5, 0.5]);
  expect(input.shown).toBe(2);
});
