import { KNOWN_HOSTS } from '../../main/feed/polygon/endpoints.ts';
import { showZone, zoneOptions } from '../controls/zone-select.ts';
import { h } from '../dashboard/dom.ts';
import { type FieldDefinition, shownText, typedValue } from './fields.ts';

/** The part of a field that is operated. */
export interface FieldControl {
  readonly element: HTMLElement;
  /** What the label names and errors belong to. */
  readonly main: HTMLElement;
  /** The value as it stands there now. */
  read(): unknown;
  write(value: unknown): void;
}

export interface ControlEvents {
  /** When something is about to be typed, which `write` is not to take away. */
  readonly onBegin: () => void;
  /** While it is being typed. */
  readonly onInput: () => void;
  /** When it has been chosen or typed to its end. */
  readonly onCommit: () => void;
}

/** Makes the control of a field; `id` is that of its main element. */
export function createControl(field: FieldDefinition, id: string, events: ControlEvents): FieldControl {
  switch (field.input.kind) {
    case 'flag':
      return createFlag(field.input.text, field.name, id, events);
    case 'choice':
      return createSelect(
        field,
        id,
        events,
        field.input.choices.map(([value, text]) => h('option', { value }, text)),
      );
    case 'zone':
      return createSelect(field, id, events, zoneOptions());
    case 'endpoint':
      return createEndpoint(field, id, events);
    default:
      return createInput(field, id, events);
  }
}

const testId = ({ name }: FieldDefinition): string => `pref-${name}`;

function createFlag(text: string, name: string, id: string, { onCommit }: ControlEvents): FieldControl {
  const input = h('input', { type: 'checkbox', id, 'data-testid': `pref-${name}` });
  input.addEventListener('change', onCommit);
  return {
    element: h('label', { class: 'flag' }, input, h('span', {}, text)),
    main: input,
    read: () => input.checked,
    write(value) {
      input.checked = value === true;
    },
  };
}

function createSelect(
  field: FieldDefinition,
  id: string,
  { onCommit }: ControlEvents,
  options: readonly HTMLOptionElement[],
): FieldControl {
  const select = h('select', { id, 'data-testid': testId(field) }, ...options);
  select.addEventListener('change', onCommit);
  return {
    element: select,
    main: select,
    read: () => select.value,
    write: (value) => showZone(select, String(value)),
  };
}

function createInput(field: FieldDefinition, id: string, { onInput, onCommit }: ControlEvents): FieldControl {
  const { input: kind } = field;
  const isNumber = kind.kind === 'number';
  const input = h('input', {
    type: 'text',
    id,
    autocomplete: 'off',
    spellcheck: 'false',
    inputmode: isNumber ? 'decimal' : undefined,
    placeholder: 'none' in kind ? kind.none : undefined,
    class: isNumber && !('none' in kind) ? 'short' : undefined,
    'data-testid': testId(field),
  });
  input.addEventListener('input', onInput);
  input.addEventListener('change', onCommit);
  const unit = isNumber && kind.unit !== '' ? [h('span', { class: 'unit' }, kind.unit)] : [];
  return {
    element: h('div', { class: 'field-input' }, input, ...unit),
    main: input,
    read: () => typedValue(field, input.value),
    write(value) {
      const text = shownText(field, value);
      if (input.value !== text) input.value = text;
    },
  };
}

const CUSTOM = 'custom';
const SERVER_KINDS: Readonly<Record<string, string>> = {
  '': 'real-time',
  delayed: 'delayed',
  business: 'business',
  launchpad: 'launchpad',
};

/** `Massive, business (business.massive.com)` */
function serverText(name: string, host: string): string {
  const [brand = '', kind = ''] = name.split('-');
  const brandText = brand === 'polygon' ? 'Polygon (old name)' : 'Massive';
  return `${brandText}, ${SERVER_KINDS[kind] ?? kind} (${host})`;
}

/** The provider's real-time server is what no value means. */
const DEFAULT_SERVER = 'massive';

function createEndpoint(
  field: FieldDefinition,
  id: string,
  { onBegin, onInput, onCommit }: ControlEvents,
): FieldControl {
  const select = h(
    'select',
    { id, 'data-testid': testId(field) },
    ...Object.entries(KNOWN_HOSTS).map(([name, host]) => h('option', { value: name }, serverText(name, host))),
    h('option', { value: CUSTOM }, 'Another address'),
  );
  const input = h('input', {
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    placeholder: 'wss://host/crypto',
    'aria-label': 'Address of the server',
    'data-testid': `${testId(field)}-custom`,
  });
  input.hidden = true;
  select.addEventListener('change', () => {
    input.hidden = select.value !== CUSTOM;
    // An address of before that stands there again is chosen by that: nobody would type it anew.
    if (input.hidden || input.value.trim() !== '') onCommit();
    else onBegin();
    if (!input.hidden) input.focus();
  });
  input.addEventListener('input', onInput);
  input.addEventListener('change', onCommit);
  return {
    element: h('div', { class: 'field-stack' }, select, input),
    main: select,
    read() {
      // An empty address is none at all, not the default.
      if (select.value === CUSTOM) return input.value.trim();
      return select.value === DEFAULT_SERVER ? null : select.value;
    },
    write(value) {
      const name = value === null ? DEFAULT_SERVER : String(value);
      const isKnown = Object.hasOwn(KNOWN_HOSTS, name);
      select.value = isKnown ? name : CUSTOM;
      input.hidden = isKnown;
      if (!isKnown && input.value !== name) input.value = name;
    },
  };
}
