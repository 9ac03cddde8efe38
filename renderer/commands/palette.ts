import { h, setText } from '../dashboard/dom.ts';
import { paletteEntries } from './palette-entries.ts';
import { type PaletteEntry, searchCommands } from './search-commands.ts';

const LIST_ID = 'palette-list';
const optionId = (index: number) => `palette-option-${index}`;

export interface Palette {
  readonly element: HTMLElement;
  open(): Promise<void>;
}

/** A list of everything that can be done, searched by typing: arrows, Enter, Escape. */
export function createPalette(): Palette {
  const input = h('input', {
    type: 'text',
    role: 'combobox',
    class: 'palette-input',
    'data-testid': 'palette-input',
    'aria-label': 'Search commands',
    'aria-autocomplete': 'list',
    'aria-expanded': 'true',
    'aria-controls': LIST_ID,
    placeholder: 'What do you want to do?',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const list = h('ul', { role: 'listbox', id: LIST_ID, class: 'palette-list', 'aria-label': 'Commands' });
  const note = h('p', { class: 'palette-note', role: 'status' });
  const dialog = h(
    'dialog',
    { class: 'palette', 'aria-label': 'Command palette', 'data-testid': 'palette' },
    input,
    list,
    note,
  );
  let entries: readonly PaletteEntry[] = [];
  let found: readonly PaletteEntry[] = [];
  let active = 0;

  const mark = () => {
    for (const [index, item] of [...list.children].entries()) {
      item.setAttribute('aria-selected', String(index === active));
    }
    list.children[active]?.scrollIntoView({ block: 'nearest' });
    if (found.length === 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', optionId(active));
  };
  const show = () => {
    found = searchCommands(entries, input.value);
    active = 0;
    list.replaceChildren(
      ...found.map((entry, index) =>
        h(
          'li',
          { role: 'option', id: optionId(index), 'data-id': entry.id },
          h('span', {}, entry.title),
          ...(entry.keys === null ? [] : [h('kbd', {}, entry.keys)]),
        ),
      ),
    );
    setText(note, found.length === 0 ? 'There is no such command.' : '');
    mark();
  };
  const run = (index: number) => {
    const entry = found[index];
    if (entry === undefined) return;
    dialog.close();
    void (async () => entry.run())().catch((error: unknown) =>
      console.error(`The command "${entry.id}" failed.`, error),
    );
  };

  input.addEventListener('input', show);
  input.addEventListener('keydown', (event) => {
    const last = found.length - 1;
    if (event.key === 'Enter') run(active);
    else if (event.key === 'ArrowDown') active = active >= last ? 0 : active + 1;
    else if (event.key === 'ArrowUp') active = active <= 0 ? Math.max(0, last) : active - 1;
    else if (event.key === 'PageDown') active = Math.max(0, Math.min(last, active + 8));
    else if (event.key === 'PageUp') active = Math.max(0, active - 8);
    else return;
    event.preventDefault();
    mark();
  });
  list.addEventListener('click', (event) => {
    const item = (event.target as Element).closest('li');
    if (item !== null) run([...list.children].indexOf(item));
  });
  list.addEventListener('pointermove', (event) => {
    const item = (event.target as Element).closest('li');
    if (item === null || item.getAttribute('aria-selected') === 'true') return;
    active = [...list.children].indexOf(item);
    mark();
  });
  // A click beside the box.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return {
    element: dialog,
    async open() {
      if (dialog.open) return;
      entries = await paletteEntries();
      input.value = '';
      dialog.showModal();
      show();
      input.focus();
    },
  };
}
