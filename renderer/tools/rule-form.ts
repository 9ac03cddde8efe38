import { ALERT_SOUNDS, type AlertRule, COMPARISONS, FEED_SILENCE } from '../../engine/alerts/alert-rule.ts';
import { COMPARISON_TEXTS, conditionText, statisticTitle } from '../../engine/alerts/alert-text.ts';
import { STATISTIC_NAMES } from '../../engine/schema.ts';
import { createSoundPlayer, soundOf } from '../alerts/alert-sound.ts';
import { h, setText } from '../dashboard/dom.ts';
import { fieldsOf, type RuleFields, ruleOf, unitOf, WATCHED } from './rule-fields.ts';

export interface RuleForm {
  readonly element: HTMLElement;
  edit(rule: AlertRule, isNew: boolean): void;
}

/** The form of one rule; what is typed is checked at once. `save` resolves to why not, or null. */
export function createRuleForm(save: (rule: AlertRule) => Promise<string | null>, close: () => void): RuleForm {
  let id = '';
  let isEnabled = true;
  const input = (name: string, attributes: Record<string, string> = {}) =>
    h('input', { type: 'text', id: `rule-${name}`, 'data-testid': `rule-${name}`, autocomplete: 'off', ...attributes });
  const select = (name: string, options: readonly (readonly [string, string])[]) =>
    h(
      'select',
      { id: `rule-${name}`, 'data-testid': `rule-${name}` },
      ...options.map(([value, text]) => h('option', { value }, text)),
    );
  const short = { class: 'short', inputmode: 'decimal' };
  const name = input('name', { maxlength: '80' });
  const pairs = input('pairs', { placeholder: 'all pairs', spellcheck: 'false' });
  const statistic = select(
    'statistic',
    WATCHED.map((watched) => [watched, statisticTitle(watched)] as const),
  );
  const comparison = select(
    'comparison',
    COMPARISONS.map((each) => [each, COMPARISON_TEXTS[each].replace(' ±', ' zero by more than')] as const),
  );
  const limitStatistic = select('limit-statistic', [
    ['', 'the number'],
    ...STATISTIC_NAMES.map((each) => [each, statisticTitle(each)] as const),
  ]);
  const limit = input('limit', short);
  const limitUnit = h('span', { class: 'unit' });
  const hysteresis = input('hysteresis', short);
  const holdS = input('hold', short);
  const cooldownS = input('cooldown', short);
  const minVolume = input('min-volume', short);
  const sound = select(
    'sound',
    ALERT_SOUNDS.map((each) => [each, each === 'none' ? 'No sound' : `${each[0]?.toUpperCase()}${each.slice(1)}`]),
  );
  const listen = h('button', { type: 'button', 'data-testid': 'rule-listen' }, 'Listen');
  const isNotified = h('input', { type: 'checkbox', 'data-testid': 'rule-notified' });
  const error = h('p', { class: 'field-error', role: 'alert', 'data-testid': 'rule-error' });
  const sentence = h('p', { class: 'rule-sentence', 'data-testid': 'rule-sentence' });
  const heading = h('h3');
  const submit = h('button', { type: 'submit', class: 'primary', 'data-testid': 'rule-save' }, 'Save rule');
  const cancel = h('button', { type: 'button', 'data-testid': 'rule-cancel' }, 'Cancel');
  const pairsRow = field('Pairs', pairs, 'BTC-USD, or *-USD for all of a currency; several with commas. Empty: all.');
  const volumeRow = field(
    'Least volume',
    [minVolume, unit('in 60 s')],
    'Pairs that trade less are left alone; in their quote currency.',
  );
  const element = h(
    'form',
    { class: 'rule-form', 'data-testid': 'rule-form', hidden: true },
    heading,
    field('Name', name, ''),
    field('Alert when', [statistic, comparison], ''),
    field('this', [limitStatistic, limit, limitUnit], ''),
    pairsRow,
    volumeRow,
    field('Must hold for', [holdS, unit('s')], ''),
    field(
      'Hysteresis',
      [hysteresis, unit('% of the limit')],
      'So far must the value come back before the alert is over; one that flutters about the limit alerts once.',
    ),
    field('Cooldown', [cooldownS, unit('s')], 'After an alert the same pair is quiet for so long.'),
    field('Sound', [sound, listen], ''),
    field('Notification', h('label', { class: 'flag' }, isNotified, 'Show a notification of the system'), ''),
    sentence,
    error,
    h('div', { class: 'rule-actions' }, submit, cancel),
  );

  const read = (): RuleFields => ({
    name: name.value,
    pairs: pairs.value,
    statistic: statistic.value,
    comparison: comparison.value,
    limitStatistic: limitStatistic.value,
    limit: limit.value,
    hysteresisPercent: hysteresis.value,
    holdS: holdS.value,
    cooldownS: cooldownS.value,
    minVolume: minVolume.value,
    sound: sound.value,
    isNotified: isNotified.checked,
  });
  const ruleNow = (): AlertRule | null => {
    try {
      const rule = ruleOf(read(), id, isEnabled);
      setText(error, '');
      setText(sentence, `${conditionText(rule)}, for ${pairsText(rule)}.`);
      return rule;
    } catch (problem) {
      setText(error, problem instanceof Error ? problem.message : String(problem));
      setText(sentence, '');
      return null;
    }
  };
  const show = () => {
    const isFeed = statistic.value === FEED_SILENCE;
    if (isFeed) {
      comparison.value = 'above';
      limitStatistic.value = '';
    }
    comparison.disabled = limitStatistic.disabled = isFeed;
    pairsRow.hidden = volumeRow.hidden = isFeed;
    const isNumber = limitStatistic.value === '';
    limit.hidden = limitUnit.hidden = !isNumber;
    setText(limitUnit, unitOf(statistic.value).text);
    submit.disabled = ruleNow() === null;
  };
  element.addEventListener('input', show);
  listen.addEventListener('click', () => {
    const wanted = soundOf([{ sound: sound.value as AlertRule['sound'] }]);
    if (wanted !== null) void player.play(wanted, performance.now());
  });
  const player = createSoundPlayer();
  element.addEventListener('submit', async (event) => {
    event.preventDefault();
    const rule = ruleNow();
    if (rule === null) return;
    const refusal = await save(rule);
    setText(error, refusal ?? '');
    if (refusal === null) close();
  });
  cancel.addEventListener('click', close);
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  return {
    element,
    edit(rule, isNew) {
      id = rule.id;
      isEnabled = rule.isEnabled;
      const fields = fieldsOf(rule);
      setText(heading, isNew ? 'New rule' : 'Change the rule');
      name.value = fields.name;
      pairs.value = fields.pairs;
      statistic.value = fields.statistic;
      comparison.value = fields.comparison;
      limitStatistic.value = fields.limitStatistic;
      limit.value = fields.limit;
      hysteresis.value = fields.hysteresisPercent;
      holdS.value = fields.holdS;
      cooldownS.value = fields.cooldownS;
      minVolume.value = fields.minVolume;
      sound.value = fields.sound;
      isNotified.checked = fields.isNotified;
      show();
      name.focus();
      name.select();
    },
  };
}

/** More are only counted. */
const PAIRS_NAMED = 12;

/** `all pairs`, `BTC-USD, ETH-USD that trade 10,000 or more in 60 s`, or `the feed`. */
export function pairsText({
  pairs,
  statistic,
  minVolume,
}: Pick<AlertRule, 'pairs' | 'statistic' | 'minVolume'>): string {
  if (statistic === FEED_SILENCE) return 'the feed';
  const more = pairs.length - PAIRS_NAMED;
  const named = pairs.slice(0, more > 1 ? PAIRS_NAMED : pairs.length).join(', ');
  const which = pairs.length === 0 ? 'all pairs' : `${named}${more > 1 ? ` and ${more} more` : ''}`;
  return minVolume === 0 ? which : `${which} that trade ${minVolume.toLocaleString('en-US')} or more in 60 s`;
}

function unit(text: string): HTMLElement {
  return h('span', { class: 'unit' }, text);
}

function field(label: string, control: HTMLElement | readonly HTMLElement[], help: string): HTMLElement {
  const controls = Array.isArray(control) ? (control as readonly HTMLElement[]) : [control as HTMLElement];
  const main = controls[0] as HTMLElement;
  const notes = help === '' ? [] : [h('p', { class: 'field-notes' }, help)];
  const text =
    main.id === ''
      ? h('span', { class: 'field-label' }, label)
      : h('label', { class: 'field-label', for: main.id }, label);
  return h(
    'div',
    { class: 'field' },
    text,
    h('div', { class: 'field-body' }, h('div', { class: 'field-line' }, ...controls), ...notes),
  );
}
