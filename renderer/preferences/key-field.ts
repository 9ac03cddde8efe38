import type { KeyKeeping, PreferencesBridge, PreferencesView } from '../../preload/preferences-bridge.ts';
import { h, setText } from '../dashboard/dom.ts';
import { describeApiKey, describeKeeping } from './describe-key.ts';

export interface KeyField {
  readonly element: HTMLElement;
  /** What was typed and is not in use yet; null = nothing. */
  typed(): string | null;
  focus(): void;
  update(view: PreferencesView): void;
}

const KEEPINGS: Readonly<Record<KeyKeeping, string>> = {
  encrypted: 'Store it, encrypted by the operating system',
  session: 'Keep it for this session only',
  plain: 'Store it unprotected in the settings file',
};
const PLAIN_WARNING =
  'Every program that runs as this user, every backup and whoever gets hold of this disk can then read the key. ' +
  'The file itself is open to this user only.';

/** The key of the data provider: entered, kept as the user chooses, removed. It is never shown. */
export function createKeyField(bridge: PreferencesBridge): KeyField {
  const input = h('input', {
    type: 'password',
    id: 'field-apiKey',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-describedby': 'api-key-state api-key-error',
    'data-testid': 'api-key-input',
  });
  const state = h('p', { id: 'api-key-state', class: 'field-fact', role: 'status', 'data-testid': 'api-key-state' });
  const keeping = h('p', { class: 'field-notes', 'data-testid': 'api-key-keeping' });
  const error = h('p', { id: 'api-key-error', class: 'field-error', role: 'alert', 'data-testid': 'api-key-error' });
  const warning = h('p', { class: 'field-warning', 'data-testid': 'api-key-warning' }, PLAIN_WARNING);
  const use = h('button', { type: 'submit', class: 'primary', 'data-testid': 'api-key-use' }, 'Use key');
  const remove = h('button', { type: 'button', 'data-testid': 'api-key-remove' }, 'Remove key');
  const radios = (Object.keys(KEEPINGS) as KeyKeeping[]).map((value) => {
    const radio = h('input', { type: 'radio', name: 'keeping', value, 'data-testid': `keep-${value}` });
    radio.addEventListener('change', () => showWarning());
    return { value, radio, label: h('label', { class: 'flag' }, radio, h('span', {}, KEEPINGS[value])) };
  });
  const chosen = () => radios.find(({ radio }) => radio.checked)?.value ?? 'session';
  const showWarning = () => {
    const isPlain = chosen() === 'plain';
    warning.hidden = !isPlain;
    setText(use, isPlain ? 'Store unprotected and use' : 'Use key');
  };
  const fieldset = h(
    'fieldset',
    { class: 'keepings' },
    h('legend', { class: 'unseen' }, 'How the key is kept'),
    ...radios.map(({ label }) => label),
  );
  const form = h(
    'form',
    { class: 'field', 'data-field': 'apiKey' },
    h('label', { class: 'field-label', for: 'field-apiKey' }, 'API key of Polygon / Massive'),
    h(
      'div',
      { class: 'field-body' },
      state,
      h('div', { class: 'field-line' }, input, use, remove),
      error,
      keeping,
      fieldset,
      warning,
    ),
  );
  let canStore: boolean | null = null;
  const run = async (work: () => Promise<string | null>) => {
    use.disabled = remove.disabled = true;
    const refusal = await work();
    setText(error, refusal ?? '');
    if (refusal === null) input.value = '';
    use.disabled = remove.disabled = false;
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const key = input.value.trim();
    if (key === '') setText(error, 'Enter the key first.');
    else void run(() => bridge.setKey(key, chosen()));
  });
  input.addEventListener('input', () => setText(error, ''));
  remove.addEventListener('click', () => void run(() => bridge.removeKey()));
  return {
    element: form,
    typed: () => (input.value.trim() === '' ? null : input.value.trim()),
    focus: () => input.focus(),
    update({ apiKey }) {
      setText(state, describeApiKey(apiKey));
      setText(keeping, describeKeeping(apiKey));
      const isFixed = apiKey.source === 'environment';
      for (const part of [input, use, fieldset]) part.disabled = isFixed;
      remove.hidden = isFixed || (apiKey.source === 'none' && !apiKey.isUnreadable);
      if (canStore !== apiKey.canStore) {
        canStore = apiKey.canStore;
        for (const { value, radio, label } of radios) {
          label.hidden = value === (canStore ? 'plain' : 'encrypted');
          radio.checked = value === (canStore ? 'encrypted' : 'session');
        }
      }
      showWarning();
    },
  };
}
