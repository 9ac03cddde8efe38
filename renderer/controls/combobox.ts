import { h, setText } from '../dashboard/dom.ts';

export interface ComboboxOption {
  readonly value: string;
  /** Shown beside the value. */
  readonly detail: string;
}

export interface ComboboxHooks {
  readonly label: string;
  readonly placeholder: string;
  readonly testId: string;
  /** Options for what was typed, best first. Asked again every second while the list is open. */
  readonly search: (query: string) => Promise<readonly ComboboxOption[]>;
  readonly onChoose: (value: string) => void;
}

const REFRESH_MS = 1_000;
const MOST_OPTIONS = 400;

/** An editable combobox with a list, as the ARIA practices describe it: arrows, Enter, Escape, Home, End. */
export function createCombobox(hooks: ComboboxHooks): HTMLElement {
  const id = hooks.testId;
  const input = h('input', {
    type: 'text',
    role: 'combobox',
    class: 'combobox-input',
    id,
    'data-testid': id,
    'aria-label': hooks.label,
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': `${id}-list`,
    placeholder: hooks.placeholder,
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const list = h('ul', { role: 'listbox', id: `${id}-list`, class: 'combobox-list', 'aria-label': hooks.label });
  list.hidden = true;
  const note = h('p', { class: 'combobox-note', role: 'status' });
  const root = h('div', { class: 'combobox' }, input, list, note);
  let options: readonly ComboboxOption[] = [];
  let active: string | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  let searches = 0;

  const show = () => {
    list.replaceChildren(
      ...options
        .slice(0, MOST_OPTIONS)
        .map((option) =>
          h(
            'li',
            { role: 'option', id: optionId(option.value), 'aria-selected': String(option.value === active) },
            h('span', { class: 'combobox-value' }, option.value),
            h('span', { class: 'combobox-detail' }, option.detail),
          ),
        ),
    );
    const current = active === null ? null : document.getElementById(optionId(active));
    if (current === null) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', current.id);
    current?.scrollIntoView({ block: 'nearest' });
    setText(note, options.length === 0 && !list.hidden ? 'No pair matches.' : '');
  };
  const optionId = (value: string) => `${id}-option-${value}`;
  const refresh = async () => {
    searches += 1;
    const mine = searches;
    const found = await hooks.search(input.value);
    if (mine !== searches || list.hidden) return;
    options = found;
    if (active !== null && !options.some((option) => option.value === active)) active = null;
    if (active === null && input.value !== '') active = options[0]?.value ?? null;
    show();
  };
  const open = () => {
    if (list.hidden) {
      list.hidden = false;
      input.setAttribute('aria-expanded', 'true');
      timer = setInterval(refresh, REFRESH_MS);
    }
    void refresh();
  };
  const close = () => {
    clearInterval(timer);
    list.hidden = true;
    active = null;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
    setText(note, '');
  };
  const choose = (value: string) => {
    input.value = '';
    close();
    hooks.onChoose(value);
  };
  /** Enter came before the list: the best match is meant. */
  const chooseBest = async () => {
    const [best] = await hooks.search(input.value);
    if (best !== undefined) choose(best.value);
  };
  const move = (to: (at: number, last: number) => number) => {
    const last = Math.min(options.length, MOST_OPTIONS) - 1;
    const at = options.findIndex((option) => option.value === active);
    active = options[Math.max(0, Math.min(last, to(at, last)))]?.value ?? null;
    show();
  };

  input.addEventListener('input', () => {
    active = null;
    open();
  });
  input.addEventListener('click', open);
  input.addEventListener('blur', close);
  // Keeps the focus in the input while the list is used with the mouse.
  list.addEventListener('mousedown', (event) => event.preventDefault());
  list.addEventListener('click', (event) => {
    const item = (event.target as Element).closest('[role="option"]');
    if (item !== null) choose(item.id.slice(optionId('').length));
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      if (list.hidden && input.value === '') return;
      event.stopPropagation();
      input.value = '';
      close();
    } else if (event.key === 'Enter') {
      if (active !== null) choose(active);
      else if (input.value !== '') void chooseBest();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) open();
      else move((at, last) => (event.key === 'ArrowDown' ? (at >= last ? 0 : at + 1) : at <= 0 ? last : at - 1));
    } else if ((event.key === 'Home' || event.key === 'End') && !list.hidden) {
      event.preventDefault();
      move((_at, last) => (event.key === 'Home' ? 0 : last));
    }
  });
  return root;
}
