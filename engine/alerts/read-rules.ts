import { STATISTIC_NAMES, type StatisticName } from '../schema.ts';
import {
  ALERT_SOUNDS,
  type AlertRule,
  COMPARISONS,
  FEED_SILENCE,
  isCrossing,
  MAX_ALERT_RULES,
  NEW_RULE,
  type WatchedStatistic,
} from './alert-rule.ts';

const DAY_S = 86_400;
const MAX_PAIRS = 500;
const PAIR_PATTERN = /^(?:\*|[A-Z0-9.]{1,20})-(?:\*|[A-Z0-9.]{1,20})$/;

/** A rule that cannot be; the message names the rule and what the value may be. */
export class AlertRuleError extends Error {
  override readonly name = 'AlertRuleError';
}

/** Rules from anything (a file, the settings, a window). Fields that are left out are those of NEW_RULE. Throws AlertRuleError. */
export function readRules(value: unknown): readonly AlertRule[] {
  if (!Array.isArray(value)) throw new AlertRuleError('Alert rules are a list of rules.');
  if (value.length > MAX_ALERT_RULES) throw new AlertRuleError(`There are at most ${MAX_ALERT_RULES} alert rules.`);
  const rules = value.map((entry, i) => readRule(entry, `rule ${i + 1}`));
  const ids = new Set<string>();
  for (const { id, name } of rules) {
    if (ids.has(id)) throw new AlertRuleError(`Two alert rules have the id "${id}"; the second is "${name}".`);
    ids.add(id);
  }
  return rules;
}

/** One rule; `label` names it in messages while it has no name. Throws AlertRuleError. */
export function readRule(value: unknown, label = 'rule without a name'): AlertRule {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AlertRuleError(`Alert ${label}: a rule is an object with the fields of a rule.`);
  }
  const known = new Set(['id', ...Object.keys(NEW_RULE)]);
  const unknown = Object.keys(value).find((key) => !known.has(key));
  const given: Readonly<Record<string, unknown>> = { ...NEW_RULE, ...value };
  const { name } = value as { readonly name?: unknown };
  const title = typeof name === 'string' && name.trim() !== '' ? `"${shown(name, 60)}"` : label;
  const refuse = (what: string): never => {
    throw new AlertRuleError(`Alert ${title}: ${what}.`);
  };
  if (unknown !== undefined) refuse(`there is no field "${shown(unknown, 40)}"`);
  const number = (key: string, what: string, min: number, max: number): number => {
    const found = given[key];
    if (typeof found === 'number' && found >= min && found <= max) return found;
    return refuse(`${what} is a number from ${min} to ${max}`);
  };
  const oneOf = <T extends string>(key: string, what: string, allowed: readonly T[]): T =>
    allowed.find((entry) => entry === given[key]) ?? refuse(`${what} is one of ${allowed.join(', ')}`);
  const flag = (key: string, what: string): boolean => {
    const found = given[key];
    return typeof found === 'boolean' ? found : refuse(`${what} is true or false`);
  };
  const text = (key: string, what: string): string => {
    const found = given[key];
    if (typeof found === 'string' && /^\P{Cc}{1,80}$/u.test(found.trim())) return found.trim();
    return refuse(`${what} is a text of 1 to 80 characters`);
  };
  const statistic = oneOf<WatchedStatistic>('statistic', 'the statistic', [...STATISTIC_NAMES, FEED_SILENCE]);
  const comparison = oneOf('comparison', 'the comparison', COMPARISONS);
  if (statistic === FEED_SILENCE && comparison !== 'above') refuse('the silence of the feed can only be above a limit');
  return {
    id: text('id', 'its id'),
    name: text('name', 'its name'),
    isEnabled: flag('isEnabled', 'isEnabled'),
    pairs: readPairs(given.pairs, refuse),
    statistic,
    comparison,
    limit: readLimit(given.limit, { statistic, comparison }, refuse),
    hysteresis: number('hysteresis', 'the hysteresis, a fraction of the limit,', 0, 1),
    holdS: number('holdS', 'the time that it must hold, in seconds,', 0, isCrossing({ comparison }) ? 3_600 : DAY_S),
    cooldownS: number('cooldownS', 'the cooldown in seconds', 0, DAY_S),
    minVolume: number('minVolume', 'the least volume', 0, 1e15),
    sound: oneOf('sound', 'the sound', ALERT_SOUNDS),
    isNotified: flag('isNotified', 'isNotified'),
  };
}

function readPairs(value: unknown, refuse: (what: string) => never): readonly string[] {
  if (!Array.isArray(value) || value.length > MAX_PAIRS) return refuse(`pairs is a list of at most ${MAX_PAIRS} pairs`);
  const wrong = value.find((entry) => typeof entry !== 'string' || !PAIR_PATTERN.test(entry));
  if (wrong !== undefined) refuse(`"${shown(String(wrong), 40)}" is no pair such as BTC-USD or *-USD`);
  return [...new Set(value as string[])];
}

function readLimit(
  value: unknown,
  { statistic, comparison }: Pick<AlertRule, 'statistic' | 'comparison'>,
  refuse: (what: string) => never,
): number | StatisticName {
  if (typeof value === 'number' && Number.isFinite(value)) {
    if (statistic === FEED_SILENCE && (value < 1 || value > DAY_S)) refuse(`the silence is from 1 to ${DAY_S} seconds`);
    if (comparison === 'beyond' && value < 0) refuse('a distance from zero is beyond a limit of 0 or more');
    return value;
  }
  const name = STATISTIC_NAMES.find((entry) => entry === value);
  if (name === undefined || statistic === FEED_SILENCE || name === statistic) {
    return refuse('the limit is a number or the name of another statistic');
  }
  return name;
}

/** The begin of a text from a file, for a sentence that terminals show: without what would steer them. */
function shown(text: string, length: number): string {
  return text.slice(0, length).replace(/\p{Cc}/gu, '\u{fffd}');
}
