import { describe, expect, test } from 'vitest';
import { AlertEvaluator, type AlertFiring } from '../../../engine/alerts/alert-evaluator.ts';
import { type AlertRule, FEED_SILENCE, NEW_RULE } from '../../../engine/alerts/alert-rule.ts';
import { STATISTIC_NAMES, type StatisticName } from '../../../engine/schema.ts';

const S = 1_000_000_000;

function watch(given: Partial<AlertRule>) {
  const told: string[] = [];
  const firings: AlertFiring[] = [];
  const rule: AlertRule = { id: 'r', ...NEW_RULE, hysteresis: 0, cooldownS: 0, ...given };
  const evaluator = new AlertEvaluator([rule], (firing) => {
    firings.push(firing);
    told.push(`${firing.timeNs / S} ${firing.pair} ${firing.phase} ${firing.value}`);
  });
  const second = (s: number, values: Partial<Record<StatisticName, number>>, pair = 'A-USD', isPartial = false) => {
    evaluator.begin(s * S, isPartial);
    evaluator.row(
      pair,
      Float64Array.from(STATISTIC_NAMES, (name) => values[name] ?? Number.NaN),
    );
  };
  /** One value of the rule's statistic a second, from second 0; null = undefined. */
  const run = (...values: (number | null)[]) => {
    for (const [s, value] of values.entries()) {
      second(s, value === null ? {} : { [rule.statistic as StatisticName]: value });
    }
    return told;
  };
  return { evaluator, rule, told, firings, second, run };
}

test.each([
  [[], true],
  [['*-*'], true],
  [['A-USD'], true],
  [['A-*'], true],
  [['*-USD'], true],
  [['B-USD', 'A-EUR', '*-EUR', 'B-*'], false],
])('rules of the pairs %j watch A-USD: %s', (pairs, isWatched) => {
  expect(watch({ pairs, limit: 0.8 }).run(0.9)).toHaveLength(isWatched ? 1 : 0);
});

describe('levels', () => {
  test.each([
    ['above', 0.8, [0.8, 0.81, 0.9, 0.8], ['1 A-USD fired 0.81', '3 A-USD ended 0.8']],
    ['below', 0.2, [0.2, 0.19, 0.1, 0.2], ['1 A-USD fired 0.19', '3 A-USD ended 0.2']],
    ['beyond', 0.5, [0.5, -0.6, 0.7, -0.5], ['1 A-USD fired -0.6', '3 A-USD ended -0.5']],
  ] as const)('%s %d', (comparison, limit, values, expected) => {
    expect(watch({ comparison, limit }).run(...values)).toEqual(expected);
  });

  test('come back by the hysteresis before they are over', () => {
    const { run } = watch({ limit: 0.8, hysteresis: 0.1 });
    expect(run(0.81, 0.79, 0.73, 0.82, 0.719, 0.81)).toEqual([
      '0 A-USD fired 0.81',
      '4 A-USD ended 0.719',
      '5 A-USD fired 0.81',
    ]);
  });

  test('must hold, without a break and without an unknown second', () => {
    expect(watch({ holdS: 2 }).run(0.9, 0.9, 0.1, 0.9, 0.9, 0.9)).toEqual(['5 A-USD fired 0.9']);
    expect(watch({ holdS: 2 }).run(0.9, 0.9, null, 0.9, 0.9)).toEqual([]);
  });

  test('an undefined value neither begins nor ends an alert', () => {
    expect(watch({ limit: 0.8 }).run(null, 0.9, null, 0.9, 0.1)).toEqual(['1 A-USD fired 0.9', '4 A-USD ended 0.1']);
    expect(watch({ comparison: 'below', limit: 0.2 }).run(null, null)).toEqual([]);
  });

  test('are quiet in the cooldown, and the quiet ones are counted', () => {
    const { run, evaluator } = watch({ cooldownS: 4 });
    expect(run(0.9, 0.1, 0.9, 0.1, 0.9)).toEqual(['0 A-USD fired 0.9', '1 A-USD ended 0.1', '4 A-USD fired 0.9']);
    expect(evaluator.states()).toEqual([{ id: 'r', fired: 2, suppressed: 1, active: ['A-USD'], lastNs: 4 * S }]);
  });

  test('another statistic of the pair may be the limit', () => {
    const { second, told } = watch({ statistic: 'volatility_60s', limit: 'volatility_upper' });
    second(0, { volatility_60s: 0.2 });
    second(1, { volatility_60s: 0.2, volatility_upper: 0.3 });
    second(2, { volatility_60s: 0.4, volatility_upper: 0.3 });
    expect(told).toEqual(['2 A-USD fired 0.4']);
  });

  test('leave pairs alone that trade too little, or whose volume is not known', () => {
    const { second, told } = watch({ minVolume: 100 });
    second(0, { buy_pressure: 0.9 });
    second(1, { buy_pressure: 0.9, volume_60s: 99 });
    second(2, { buy_pressure: 0.9, volume_60s: 100 });
    expect(told).toEqual(['2 A-USD fired 0.9']);
  });
});

describe('crossings', () => {
  test('go through equality, and standing on the limit is none', () => {
    expect(watch({ comparison: 'crosses', limit: 5, statistic: 'vwap' }).run(4, 5, 6, 5, 6, 5, 4)).toEqual([
      '2 A-USD fired 6',
      '6 A-USD fired 4',
    ]);
  });

  test('in the direction that was asked for', () => {
    const values = [4, 6, 4, 6];
    expect(watch({ comparison: 'crosses-above', limit: 5, statistic: 'vwap' }).run(...values)).toEqual([
      '1 A-USD fired 6',
      '3 A-USD fired 6',
    ]);
    expect(watch({ comparison: 'crosses-below', limit: 5, statistic: 'vwap' }).run(...values)).toEqual([
      '2 A-USD fired 4',
    ]);
  });

  test('not at the first value, which crossed nothing', () => {
    expect(watch({ comparison: 'crosses', limit: 5, statistic: 'vwap' }).run(6, 7)).toEqual([]);
  });

  test('count beyond the hysteresis, and after the hold', () => {
    const rule = { comparison: 'crosses', limit: 100, statistic: 'vwap', hysteresis: 0.01 } as const;
    expect(watch(rule).run(98, 100.5, 99.5, 100.9, 101.1, 100, 98.9)).toEqual([
      '4 A-USD fired 101.1',
      '6 A-USD fired 98.9',
    ]);
    expect(watch({ ...rule, holdS: 1 }).run(98, 102, 98, 102, 102)).toEqual(['4 A-USD fired 102']);
  });
});

describe('pairs', () => {
  test('are watched on their own, and only those that were named', () => {
    const { second, told } = watch({ pairs: ['*-EUR', 'BTC-USD', 'SOL-*'] });
    for (const pair of ['BTC-USD', 'ETH-USD', 'ETH-EUR', 'SOL-GBP']) second(0, { buy_pressure: 0.9 }, pair);
    expect(told).toEqual(['0 BTC-USD fired 0.9', '0 ETH-EUR fired 0.9', '0 SOL-GBP fired 0.9']);
  });

  test('that are gone are forgotten', () => {
    const { second, evaluator, told } = watch({});
    second(0, { buy_pressure: 0.9 });
    evaluator.forget('A-USD');
    expect(evaluator.states()[0]?.active).toEqual([]);
    second(9, { buy_pressure: 0.9 });
    expect(told).toEqual(['0 A-USD fired 0.9', '0 A-USD ended NaN', '9 A-USD fired 0.9']);
  });

  test('a firing says whether trades may be missing behind it', () => {
    const { second, firings } = watch({});
    second(0, { buy_pressure: 0.9 }, 'A-USD', true);
    expect(firings[0]?.isPartial).toBe(true);
  });
});

test('the silence of the feed', () => {
  const { evaluator, told } = watch({ statistic: FEED_SILENCE, limit: 15, hysteresis: 0.5 });
  for (const [s, silence] of [14, 16, 17, 10, 7].entries()) evaluator.feed(s * S, silence);
  expect(told).toEqual(['1 null fired 16', '4 null ended 7']);
  evaluator.feed(10 * S, 20);
  evaluator.feed(11 * S, null);
  expect(told.slice(2)).toEqual(['10 null fired 20', '11 null ended 0']);
});

test('a rule that stays as it was keeps its state when others change', () => {
  const { evaluator, rule, second, told } = watch({});
  second(0, { buy_pressure: 0.9 });
  evaluator.setRules([rule, { ...rule, id: 'other', limit: 0.5 }]);
  second(1, { buy_pressure: 0.9 });
  expect(told).toEqual(['0 A-USD fired 0.9', '1 A-USD fired 0.9']);
  expect(evaluator.states().map(({ id, fired }) => [id, fired])).toEqual([
    ['r', 1],
    ['other', 1],
  ]);
  evaluator.setRules([{ ...rule, isEnabled: false }]);
  expect(evaluator.states()).toEqual([]);
  // What was on is over, so that nothing stays marked for ever.
  expect(told.slice(2)).toEqual(['1 A-USD ended NaN', '1 A-USD ended NaN']);
});
