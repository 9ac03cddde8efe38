import { ALERT_PRESETS, type AlertRule, MAX_ALERT_RULES, NEW_RULE } from '../../engine/alerts/alert-rule.ts';
import { conditionText } from '../../engine/alerts/alert-text.ts';
import type { RuleState } from '../../main/alerts/alert-monitor.ts';
import { counted } from '../../main/counted.ts';
import type { AlertsBridge, AlertsWindowView } from '../../preload/alerts-bridge.ts';
import { button, h, setText } from '../dashboard/dom.ts';
import { times } from '../settings/settings.ts';
import { createRuleForm, pairsText } from './rule-form.ts';

const PAIRS_NAMED = 4;

export interface RuleList {
  readonly element: HTMLElement;
  update(view: AlertsWindowView): void;
  /** The rules of now. */
  rules(): readonly AlertRule[];
}

/** The rules with what each has done, and everything that can be done with them. */
export function createRuleList(bridge: AlertsBridge): RuleList {
  let view: AlertsWindowView | null = null;
  const note = h('p', { class: 'field-notes', role: 'status', 'data-testid': 'rules-note' });
  const fileNote = h('p', { class: 'message', 'data-testid': 'rules-file' });
  const list = h('ul', { class: 'rule-list', 'aria-label': 'Rules', 'data-testid': 'rules' });
  const none = h(
    'p',
    { class: 'field-notes', 'data-testid': 'rules-none' },
    'There are no rules yet. Start from an example, or make a new one.',
  );
  const rules = () => view?.rules ?? [];
  const store = async (next: readonly AlertRule[], done = '') => {
    const refusal = await bridge.setRules(next);
    setText(note, refusal ?? done);
    update(await bridge.view());
    return refusal;
  };
  const put = (rule: AlertRule) => {
    const isKnown = rules().some(({ id }) => id === rule.id);
    return store(isKnown ? rules().map((each) => (each.id === rule.id ? rule : each)) : [...rules(), rule]);
  };
  const form = createRuleForm(put, () => showForm(false));
  const showForm = (isShown: boolean) => {
    form.element.hidden = !isShown;
    overview.hidden = isShown;
  };
  const edit = (rule: AlertRule, isNew: boolean) => {
    showForm(true);
    form.edit(rule, isNew);
  };
  const add = button('rule-new', 'New rule...', () => edit({ ...NEW_RULE, id: crypto.randomUUID() }, true));
  add.classList.add('primary');
  const examples = h(
    'select',
    { 'aria-label': 'Add an example', 'data-testid': 'rule-examples' },
    h('option', { value: '' }, 'Add an example...'),
    ...ALERT_PRESETS.map(({ name }, i) => h('option', { value: String(i) }, name)),
  );
  examples.addEventListener('change', () => {
    const preset = ALERT_PRESETS[Number(examples.value)];
    if (examples.value !== '' && preset !== undefined) void put({ ...preset, id: crypto.randomUUID() });
    examples.value = '';
  });
  const importing = button('rules-import', 'Import...', async () => {
    const refusal = await bridge.importRules();
    setText(note, refusal ?? '');
    update(await bridge.view());
  });
  const exporting = button('rules-export', 'Export...', async () => {
    const name = await bridge.exportRules();
    if (name !== null) setText(note, `Written to ${name}.`);
  });
  const overview = h(
    'div',
    { class: 'rule-overview' },
    h('div', { class: 'rule-actions' }, add, examples, importing, exporting),
    fileNote,
    note,
    none,
    list,
  );

  const rowOf = (rule: AlertRule) => {
    const isOn = h('input', {
      type: 'checkbox',
      'aria-label': `${rule.name} is on`,
      'data-testid': 'rule-enabled',
    });
    isOn.checked = rule.isEnabled;
    isOn.addEventListener('change', () => void put({ ...rule, isEnabled: isOn.checked }));
    const copy = () => put({ ...rule, id: crypto.randomUUID(), name: `${rule.name} copy`.slice(0, 80) });
    const remove = () =>
      store(
        rules().filter(({ id }) => id !== rule.id),
        `"${rule.name}" is removed.`,
      );
    return h(
      'li',
      { class: 'rule', 'data-rule': rule.id },
      isOn,
      h(
        'div',
        { class: 'rule-text' },
        h('strong', {}, rule.name),
        h('span', {}, `${conditionText(rule)}, for ${pairsText(rule)}`),
        h('span', { class: 'rule-state', 'data-testid': 'rule-state' }),
      ),
      h(
        'div',
        { class: 'rule-actions' },
        button('rule-edit', 'Change...', () => edit(rule, false)),
        button('rule-copy', 'Copy', copy),
        button('rule-remove', 'Remove', remove),
      ),
    );
  };

  let drawn = '';
  const update = (next: AlertsWindowView) => {
    view = next;
    const isFixed = next.rulesFile !== null;
    const key = JSON.stringify([next.rules, isFixed]);
    if (key !== drawn) list.replaceChildren(...next.rules.map(rowOf));
    drawn = key;
    none.hidden = next.rules.length > 0;
    fileNote.hidden = !isFixed;
    setText(
      fileNote,
      isFixed
        ? `The rules of this run come from ${next.rulesFile} (--alert-rules). Those of the settings hold without it.`
        : '',
    );
    add.disabled = examples.disabled = isFixed || next.rules.length >= MAX_ALERT_RULES;
    importing.disabled = isFixed;
    exporting.disabled = next.rules.length === 0;
    for (const row of list.children) {
      for (const control of row.querySelectorAll<HTMLInputElement | HTMLButtonElement>('input, button')) {
        control.disabled = isFixed;
      }
      const id = (row as HTMLElement).dataset.rule;
      const state = next.states.find((each) => each.id === id);
      const line = row.querySelector('.rule-state');
      if (line === null) continue;
      setText(line, stateText(state));
      row.classList.toggle('is-active', (state?.active.length ?? 0) > 0);
    }
  };
  return { element: h('div', { class: 'rules' }, overview, form.element), update, rules };
}

function stateText(state: RuleState | undefined): string {
  if (state === undefined) return 'Off';
  const { fired, suppressed, active, lastMs } = state;
  const parts: string[] = [];
  if (active.length > 0) {
    const named = active.slice(0, PAIRS_NAMED).map((pair) => pair ?? 'the feed');
    const more = active.length - named.length;
    parts.push(`Now: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
  }
  parts.push(fired === 0 ? 'Not fired yet' : `Fired ${counted(fired, 'time')}`);
  if (lastMs !== null) parts.push(`last ${times().full(lastMs)}`);
  if (suppressed > 0) parts.push(`${suppressed.toLocaleString('en-US')} more in the cooldown`);
  return parts.join(' · ');
}
