import { describe, expect, it } from 'vitest';
import {
  compareFields,
  type FieldResult,
  type Golden,
  identities,
  ORIGINAL_STATISTICS,
  readGolden,
  recompute,
} from './golden.ts';

type TradeRow = [time: number, pair: string, price: number, size: number, sellOrBuy: number];
type StatisticsRow = [time: number, pair: string, ...valuesAndLastTrade: (number | null)[]];

interface GoldenCase {
  readonly reset_s: number;
  readonly end_s: number;
  readonly trades: readonly TradeRow[];
  readonly stats: readonly StatisticsRow[];
}

const synthetic = readGolden('csp_synthetic.json') as GoldenCase & { published_t_us_pair: [number, string][] };
const random = readGolden('csp_random.json') as { cases: (GoldenCase & { seed: number })[] };

function goldenOf(source: GoldenCase, nsPerUnit: number): Golden {
  return {
    resetS: source.reset_s,
    endNs: source.end_s * 1e9,
    trades: source.trades.map(([time, pair, price, size, sellOrBuy]) => ({
      timeNs: time * nsPerUnit,
      pair,
      price,
      size,
      sellOrBuy,
    })),
    rows: source.stats.map(([time, pair, ...rest]) => ({
      timeNs: time * nsPerUnit,
      pair,
      values: Object.fromEntries(ORIGINAL_STATISTICS.map((name, i) => [name, rest[i] ?? Number.NaN])),
      lastTradeNs: (rest.at(-1) ?? Number.NaN) * nsPerUnit,
    })),
  };
}

function expectParity(golden: Golden): Record<string, FieldResult> {
  const rows = recompute(golden);
  expect(
    identities(
      rows,
      rows.map((row) => Math.round(row.lastTradeTimeMs * 1e6)),
    ),
  ).toEqual(
    identities(
      golden.rows,
      golden.rows.map((row) => row.lastTradeNs),
    ),
  );
  const fields = compareFields(golden, rows) as Record<string, FieldResult>;
  for (const [name, field] of Object.entries(fields))
    expect({ name, outside: field.outsideTolerance }).toMatchObject({ outside: 0 });
  return fields;
}

describe('profile csp against CSP itself', () => {
  const golden = goldenOf(synthetic, 1_000);

  it('publishes all 121 rows at their exact times, every value bit by bit', () => {
    const fields = expectParity(golden);
    console.table(fields);
    expect(golden.rows).toHaveLength(121);
    for (const name of ORIGINAL_STATISTICS) expect(fields[name]).toMatchObject({ values: 121, identical: 121 });
  });

  it('has more than 1,000 of volume where the original published to its viewers', () => {
    const published = recompute(golden).filter((row) => row.values.volume_60s > 1_000);
    expect(published.map((row) => [row.timeNs / 1_000, row.pair])).toEqual(synthetic.published_t_us_pair);
  });

  it.each(random.cases)(
    'random case $seed: same rows in the same order, values within one rounding of a root',
    (source) => {
      const fields = expectParity(goldenOf(source, 1));
      for (const name of ORIGINAL_STATISTICS) {
        // CSP takes roots with pow(x, 0.5), which is sometimes one ulp away from Math.sqrt; their mean and deviation follow.
        if (name.startsWith('volatility_')) expect(fields[name]?.worstError).toBeLessThan(1e-12);
        else expect(fields[name]?.identical).toBe(fields[name]?.values);
      }
    },
  );
});
