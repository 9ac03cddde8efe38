import { expect, test } from 'vitest';
import { NEW_RULE } from '../../../engine/alerts/alert-rule.ts';
import { pairsText } from '../../../renderer/tools/rule-form.ts';

const pairs = (count: number) => Array.from({ length: count }, (_, i) => `P${i}-USD`);

test('names the pairs of a rule, and counts those of a long list', () => {
  expect(pairsText(NEW_RULE)).toBe('all pairs');
  expect(pairsText({ ...NEW_RULE, pairs: pairs(2), minVolume: 10_000 })).toBe(
    'P0-USD, P1-USD that trade 10,000 or more in 60 s',
  );
  expect(pairsText({ ...NEW_RULE, pairs: pairs(13) })).toBe(pairs(13).join(', '));
  expect(pairsText({ ...NEW_RULE, pairs: pairs(300) })).toBe(`${pairs(12).join(', ')} and 288 more`);
  expect(pairsText({ ...NEW_RULE, pairs: pairs(2), statistic: 'feed_silence' })).toBe('the feed');
});
