import { type AlertRule, FEED_SILENCE, type WatchedStatistic } from '../../engine/alerts/alert-rule.ts';
import { readRule } from '../../engine/alerts/read-rules.ts';
import { STATISTIC_NAMES, STATISTICS_COLUMNS, type StatisticName } from '../../engine/schema.ts';

/** What stands in the fields of the form: texts as typed. */
export interface RuleFields {
  readonly name: string;
  readonly pairs: string;
  readonly statistic: string;
  readonly comparison: string;
  /** Name of a statistic, or empty: `limit` is a number. */
  readonly limitStatistic: string;
  /** In the unit of `unitOf`. */
  readonly limit: string;
  readonly hysteresisPercent: string;
  readonly holdS: string;
  readonly cooldownS: string;
  readonly minVolume: string;
  readonly sound: string;
  readonly isNotified: boolean;
}

/** Statistics that can be watched, the feed's silence last. */
export const WATCHED: readonly WatchedStatistic[] = [...STATISTIC_NAMES, FEED_SILENCE];

/** The unit in which people write a limit, and how many of them are one of the statistic's own. */
export function unitOf(statistic: string): { readonly text: string; readonly factor: number } {
  if (statistic === FEED_SILENCE) return { text: 's', factor: 1 };
  const column = STATISTICS_COLUMNS.find(({ name }) => name === statistic);
  if (column?.format === 'percent' || column?.format === 'share') return { text: '%', factor: 100 };
  return { text: '', factor: 1 };
}

export function fieldsOf(rule: AlertRule): RuleFields {
  const { factor } = unitOf(rule.statistic);
  const isNumber = typeof rule.limit === 'number';
  return {
    name: rule.name,
    pairs: rule.pairs.join(', '),
    statistic: rule.statistic,
    comparison: rule.comparison,
    limitStatistic: isNumber ? '' : String(rule.limit),
    limit: isNumber ? plain((rule.limit as number) * factor) : '',
    hysteresisPercent: plain(rule.hysteresis * 100),
    holdS: String(rule.holdS),
    cooldownS: String(rule.cooldownS),
    minVolume: plain(rule.minVolume),
    sound: rule.sound,
    isNotified: rule.isNotified,
  };
}

/** The rule that the fields describe. Throws AlertRuleError, or FieldError for a text that is no number. */
export function ruleOf(fields: RuleFields, id: string, isEnabled: boolean): AlertRule {
  const { factor } = unitOf(fields.statistic);
  return readRule({
    id,
    isEnabled,
    name: fields.name,
    pairs: fields.pairs
      .split(/[\s,;]+/)
      .filter((part) => part !== '')
      .map((part) => part.toUpperCase().replace('/', '-')),
    statistic: fields.statistic,
    comparison: fields.comparison,
    limit:
      fields.limitStatistic === ''
        ? scaled(number(fields.limit, 'The limit'), factor)
        : (fields.limitStatistic as StatisticName),
    hysteresis: scaled(percent(fields.hysteresisPercent, 'The hysteresis'), 100),
    holdS: number(fields.holdS, 'The time that it must hold'),
    cooldownS: number(fields.cooldownS, 'The cooldown'),
    minVolume: number(fields.minVolume, 'The least volume'),
    sound: fields.sound,
    isNotified: fields.isNotified,
  });
}

/** A text that is no number, or none that is possible. */
export class FieldError extends Error {}

function number(text: string, what: string): number {
  const value = Number(text.trim().replace(/(?<=\d)[_ ](?=\d)/g, ''));
  if (text.trim() === '' || !Number.isFinite(value)) throw new FieldError(`${what} is a number, such as 0.5 or 1000.`);
  return value;
}

/** The rule knows fractions; what is typed is of 100. */
function percent(text: string, what: string): number {
  const value = number(text, what);
  if (value < 0 || value > 100) throw new FieldError(`${what} is from 0 to 100 %.`);
  return value;
}

/** 80 % are 0.8, without the dust that a division in binary leaves. */
function scaled(value: number, factor: number): number {
  return Number((value / factor).toPrecision(12));
}

function plain(value: number): string {
  return String(Number(value.toPrecision(12)));
}
