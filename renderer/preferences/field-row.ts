import type { PreferencesBridge, PreferencesView } from '../../preload/preferences-bridge.ts';
import { h, setText } from '../dashboard/dom.ts';
import { byteText } from '../format/bytes.ts';
import { createControl } from './field-control.ts';
import { type FieldDefinition, valueText } from './fields.ts';

export interface FieldRow {
  readonly element: HTMLElement;
  update(view: PreferencesView): void;
}

/** One setting with its label, help, default, what the command line says, and what is wrong with what was typed. */
export function createFieldRow(bridge: PreferencesBridge, field: FieldDefinition): FieldRow {
  const { name } = field;
  const id = `field-${name}`;
  /** Typed, and not taken over yet. */
  let isDirty = false;
  let checks = 0;
  let shown: unknown;

  const error = h('p', { class: 'field-error', id: `${id}-error`, 'data-testid': `error-${name}`, role: 'alert' });
  const fact = h('p', { class: 'field-fact', 'data-testid': `fact-${name}` });
  const override = h('p', { class: 'field-override', 'data-testid': `override-${name}` });
  const fallback = h('span', { class: 'field-default' });
  const reset = h('button', { type: 'button', class: 'quiet', 'data-testid': `reset-${name}` }, 'Reset');
  const effect = h('span', { class: 'field-effect', 'data-testid': `effect-${name}` });
  const notes = h('p', { class: 'field-notes', id: `${id}-notes` }, field.help, ' ', fallback, ' ', effect);

  const fail = (text: string | null) => {
    setText(error, text ?? '');
    if (text === null) control.main.removeAttribute('aria-invalid');
    else control.main.setAttribute('aria-invalid', 'true');
  };
  const check = async () => {
    isDirty = true;
    checks += 1;
    const own = checks;
    const refusal = await bridge.check(name, control.read());
    // A later keystroke has its own answer.
    if (own === checks) fail(refusal);
  };
  const commit = async (value: unknown) => {
    isDirty = true;
    checks += 1;
    const own = checks;
    const refusal = await bridge.set(name, value);
    if (own !== checks) return;
    fail(refusal);
    isDirty = refusal !== null;
  };
  const control = createControl(field, id, {
    onBegin: () => {
      isDirty = true;
    },
    onInput: () => void check(),
    onCommit: () => void commit(control.read()),
  });
  control.main.setAttribute('aria-describedby', `${id}-notes ${id}-error`);
  control.element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !isDirty) return;
    event.stopPropagation();
    checks += 1;
    isDirty = false;
    control.write(shown);
    fail(null);
  });

  const choose = h('button', { type: 'button', 'data-testid': 'choose-directory' }, 'Choose...');
  choose.addEventListener('click', async () => {
    isDirty = false;
    fail(await bridge.chooseDirectory());
  });
  let fallbackValue: unknown;
  reset.addEventListener('click', () => {
    control.write(fallbackValue);
    void commit(fallbackValue);
    control.main.focus();
  });

  const element = h(
    'div',
    { class: 'field', 'data-field': name },
    h('label', { class: 'field-label', for: id }, field.label),
    h(
      'div',
      { class: 'field-body' },
      h('div', { class: 'field-line' }, control.element, ...(name === 'dataDir' ? [choose] : []), reset),
      error,
      fact,
      override,
      notes,
    ),
  );
  return {
    element,
    update(view) {
      fallbackValue = view.defaults[name];
      const stored = view.values[name];
      const isPending = Object.hasOwn(view.pending, name);
      shown = isPending ? view.pending[name] : stored;
      if (!isDirty) control.write(shown);
      const isDefault = JSON.stringify(shown) === JSON.stringify(fallbackValue);
      reset.hidden = isDefault && !isDirty;
      reset.setAttribute('aria-label', `Reset ${field.label} to the default`);
      setText(fallback, `Default: ${valueText(field, fallbackValue)}.`);
      setText(effect, effectText(view.effects[name] === 'reconnect', isPending));
      element.classList.toggle('is-pending', isPending);
      const said = view.overrides[name];
      setText(override, said === undefined ? '' : `This run uses ${said}. What is chosen here holds without it.`);
      if (name === 'dataDir') setText(fact, directoryText(view));
    },
  };
}

function effectText(reconnects: boolean, isPending: boolean): string {
  if (isPending) return 'Waits for "Apply".';
  return reconnects ? 'A change reconnects the feed.' : '';
}

function directoryText({ dataDir: { path, freeBytes, problem } }: PreferencesView): string {
  if (problem !== null) return problem;
  return `${path}: ${freeBytes === null ? 'free space is not known' : `${byteText(freeBytes)} free`}.`;
}
