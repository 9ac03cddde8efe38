import { beforeEach, expect, test } from 'vitest';
import type { AlertRule } from '../../../engine/alerts/alert-rule.ts';
import { NEW_RULE } from '../../../engine/alerts/alert-rule.ts';
import { STATISTIC_NAMES } from '../../../engine/schema.ts';
import { NS_PER_S } from '../../../engine/time.ts';
import type { AlertEvent } from '../../../main/alerts/alert-event.ts';
import { openAlertHistory } from '../../../main/alerts/alert-history.ts';
import { type AlertMonitor, createAlertMonitor } from '../../../main/alerts/alert-monitor.ts';
import { alertEvent } from './alert-events.ts';

const ORIGIN_US = 1_759_260_000_000_000;
const PRESSES: AlertRule = { ...NEW_RULE, id: 'press', cooldownS: 0 };
const SILENT: AlertRule = { ...NEW_RULE, id: 'silent', statistic: 'feed_silence', limit: 10, cooldownS: 0 };

let told: AlertEvent[];
let logged: string[];
let monitor: AlertMonitor;

beforeEach(async () => {
  told = [];
  logged = [];
  const log = (message: string) => void logged.push(message);
  monitor = createAlertMonitor({
    rules: [PRESSES, SILENT],
    feed: 'polygon',
    history: await openAlertHistory(null, log),
    log: { error: log, warn: log, info: log, debug: log },
    onEvents: (events) => told.push(...events),
  });
});

/** Statistics of one pair, all undefined but its buy pressure. */
function pressure(value: number): Float64Array {
  const values = new Float64Array(STATISTIC_NAMES.length).fill(Number.NaN);
  values[STATISTIC_NAMES.indexOf('buy_pressure')] = value;
  return values;
}

test('alerts carry the time of the feed, are logged, and are in the history when they are told', async () => {
  const watch = monitor.watch(ORIGIN_US);
  watch.begin(5 * NS_PER_S, true);
  watch.row('BTC-USD', pressure(0.9));
  watch.row('ETH-USD', pressure(0.95));
  expect(told).toEqual([]);
  await Promise.resolve();
  expect(told.map(({ pair, phase, timeMs, isPartial }) => ({ pair, phase, timeMs, isPartial }))).toEqual([
    { pair: 'BTC-USD', phase: 'fired', timeMs: ORIGIN_US / 1_000 + 5_000, isPartial: true },
    { pair: 'ETH-USD', phase: 'fired', timeMs: ORIGIN_US / 1_000 + 5_000, isPartial: true },
  ]);
  expect(monitor.view().events).toEqual(told);
  expect(logged.join('\n')).toContain('BTC-USD: Buy pressure is above 80 %: 90 %');
  expect(monitor.view().states.find(({ id }) => id === 'press')).toMatchObject({
    fired: 2,
    active: ['BTC-USD', 'ETH-USD'],
  });
});

test('many alerts at once are all told, and logged in part', async () => {
  const watch = monitor.watch(ORIGIN_US);
  watch.begin(5 * NS_PER_S, false);
  for (let i = 0; i < 60; i += 1) watch.row(`A${i}-USD`, pressure(0.9));
  await Promise.resolve();
  expect(told).toHaveLength(60);
  expect(logged.filter((line) => line.startsWith('alert fired: '))).toHaveLength(50);
  expect(logged.at(-1)).toBe('alerts: 10 more at the same time');
});

test('while a replay runs to another place nothing is told, and what holds there is known', async () => {
  const watch = monitor.watch(ORIGIN_US);
  monitor.setMuted(true);
  watch.begin(5 * NS_PER_S, false);
  watch.row('BTC-USD', pressure(0.9));
  monitor.setMuted(false);
  await Promise.resolve();
  expect(told).toEqual([]);
  expect(monitor.view().states[0]?.active).toEqual(['BTC-USD']);
});

test('the silence of the feed fires and ends', async () => {
  monitor.watch(ORIGIN_US);
  monitor.checkFeed(ORIGIN_US + 11_000_000, 11);
  await Promise.resolve();
  monitor.checkFeed(ORIGIN_US + 12_000_000, 0.2);
  await Promise.resolve();
  expect(told.map(({ pair, phase, value }) => [pair, phase, value])).toEqual([
    [null, 'fired', 11],
    [null, 'ended', 0.2],
  ]);
});

test('a new engine begins anew; rules that are unchanged keep their state when others are set', async () => {
  let watch = monitor.watch(ORIGIN_US);
  watch.begin(5 * NS_PER_S, false);
  watch.row('BTC-USD', pressure(0.9));
  monitor.setRules([PRESSES]);
  watch.begin(6 * NS_PER_S, false);
  watch.row('BTC-USD', pressure(0.9));
  await Promise.resolve();
  expect(told).toHaveLength(1);
  watch = monitor.watch(ORIGIN_US);
  expect(monitor.view().states[0]?.active).toEqual([]);
  watch.begin(7 * NS_PER_S, false);
  watch.row('BTC-USD', pressure(0.9));
  await Promise.resolve();
  expect(told.map(({ phase, value }) => [phase, value])).toEqual([
    ['fired', 0.9],
    ['ended', null],
    ['fired', 0.9],
  ]);
});

test('what was on when the application ended is over when it starts anew; a crossing needs no end', async () => {
  const history = await openAlertHistory(null, () => {});
  history.add([
    alertEvent(1),
    alertEvent(2, { phase: 'ended' }),
    alertEvent(3, { pair: 'ETH-USD' }),
    alertEvent(4, { ruleId: 'cross', isLasting: false }),
  ]);
  const log = () => {};
  const begun = createAlertMonitor({
    rules: [],
    feed: 'polygon',
    history,
    log: { error: log, warn: log, info: log, debug: log },
    onEvents: () => {},
  });
  const added = begun.view().events.slice(4);
  expect(added).toMatchObject([{ ruleId: 'press', pair: 'ETH-USD', phase: 'ended', value: null }]);
  expect(added[0]?.timeMs).toBe(alertEvent(4).timeMs);
});
