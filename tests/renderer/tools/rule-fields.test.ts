import { expect, test } from 'vitest';
import { NEW_RULE } from '../../../engine/alerts/alert-rule.ts';
import { FieldError, fieldsOf, ruleOf } from '../../../renderer/tools/rule-fields.ts';

const rule = { ...NEW_RULE, id: 'a' };

test('a rule goes through the fields unchanged', () => {
  for (const changes of [{}, { hysteresis: 0 }, { hysteresis: 1 }, { limit: 'volatility_upper' as const }]) {
    expect(ruleOf(fieldsOf({ ...rule, ...changes }), 'a', true)).toEqual({ ...rule, ...changes });
  }
});

test.each([
  ['limit', 'Infinity', 'The limit is a number'],
  ['limit', '', 'The limit is a number'],
  ['hysteresisPercent', '101', 'The hysteresis is from 0 to 100 %.'],
  ['hysteresisPercent', '-1', 'The hysteresis is from 0 to 100 %.'],
])('%s as %j is refused in the words of the field', (name, text, message) => {
  const fields = { ...fieldsOf(rule), [name]: text };
  expect(() => ruleOf(fields, 'a', true)).toThrow(FieldError);
  expect(() => ruleOf(fields, 'a', true)).toThrow(message);
});
