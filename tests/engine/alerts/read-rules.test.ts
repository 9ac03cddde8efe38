import { expect, test } from 'vitest';
import { ALERT_PRESETS, NEW_RULE } from '../../../engine/alerts/alert-rule.ts';
import { conditionText, firingText } from '../../../engine/alerts/alert-text.ts';
import { AlertRuleError, readRule, readRules } from '../../../engine/alerts/read-rules.ts';

test('fills in what is left out, and takes every preset', () => {
  expect(readRules([{ id: 'a' }])).toEqual([{ id: 'a', ...NEW_RULE }]);
  const presets = ALERT_PRESETS.map((preset, i) => ({ id: `p${i}`, ...preset }));
  expect(readRules(JSON.parse(JSON.stringify(presets)))).toEqual(presets);
});

test.each([
  [{}, 'a list of rules'],
  [[1], 'rule 1: a rule is an object'],
  [[{}], 'Alert rule 1: its id is a text'],
  [[{ id: 'a' }, { id: 'b', sound: 'gong' }], 'Alert rule 2: the sound is one of'],
  [[{ id: 'a', name: '\u001b[2Jx' }], 'Alert "\ufffd[2Jx": its name is a text'],
  [[{ id: 'a', '\u001b[2J': 1 }], 'there is no field "\ufffd[2J"'],
  [[{ id: 'a', comparison: 'beyond', limit: -0.01 }], 'a limit of 0 or more'],
  [[{ id: 'a' }, { id: 'a' }], 'Two alert rules have the id "a"'],
  [[{ id: 'a', limit: Number.NaN }], 'the limit is a number or the name of another statistic'],
  [[{ id: 'a', limit: 'buy_pressure' }], 'another statistic'],
  [[{ id: 'a', statistic: 'x' }], 'the statistic is one of'],
  [[{ id: 'a', comparison: 'over' }], 'the comparison is one of above'],
  [[{ id: 'a', hysteresis: 2 }], 'a number from 0 to 1'],
  [[{ id: 'a', pairs: ['btc'] }], '"btc" is no pair'],
  [[{ id: 'a', statistic: 'feed_silence', comparison: 'below' }], 'can only be above'],
  [[{ id: 'a', statistic: 'feed_silence', limit: 0 }], 'from 1 to 86400 seconds'],
  [[{ id: 'a', colour: 'red' }], 'there is no field "colour"'],
  [[{ id: 'a', name: '' }], 'its name is a text'],
  [Array.from({ length: 201 }, (_, i) => ({ id: `${i}` })), 'at most 200'],
])('refuses what is no rule, and says why: %#', (value, message) => {
  expect(() => readRules(value)).toThrow(AlertRuleError);
  expect(() => readRules(value)).toThrow(message);
});

test('a rule alone that has no name is said to have none', () => {
  expect(() => readRule({ id: 'a', name: ' ' })).toThrow('Alert rule without a name: its name is a text');
});

test('sentences', () => {
  const rule = { id: 'a', ...NEW_RULE };
  expect(conditionText(rule)).toBe('Buy pressure is above 80 %');
  expect(conditionText({ statistic: 'return_1m', comparison: 'beyond', limit: 0.01 })).toBe(
    'Return 1 min is beyond ±1 %',
  );
  expect(conditionText({ statistic: 'ema_60s', comparison: 'crosses', limit: 'ema_180s' })).toBe(
    'EMA 60 s crosses EMA 180 s',
  );
  expect(firingText(rule, 'BTC-USD', 'fired', 0.831)).toBe('BTC-USD: Buy pressure is above 80 %: 83.1 %');
  expect(firingText(rule, null, 'ended', 0.1)).toBe('Buy pressure is above 80 %: over (10 %)');
});
