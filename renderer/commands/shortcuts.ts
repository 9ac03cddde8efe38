import { h } from '../dashboard/dom.ts';
import { paletteEntries } from './palette-entries.ts';

/** Keys that belong to a part of the page and not to a command. */
const PAGE_KEYS: readonly (readonly [string, string])[] = [
  ['Tab, Shift+Tab', 'Go through the controls'],
  ['Escape', 'Close a list or dialogue; end a maximised panel'],
  ['Arrow keys on a divider', 'Resize the panels beside it'],
  ['Arrow keys, Home, End', 'Move in lists, grids and the time bar of a replay'],
];

export interface Shortcuts {
  readonly element: HTMLElement;
  open(): Promise<void>;
}

/** A dialogue with every key that does something. */
export function createShortcuts(): Shortcuts {
  const rows = h('tbody');
  const close = h('button', { type: 'button', autofocus: true }, 'Close');
  const dialog = h(
    'dialog',
    { class: 'shortcuts', 'aria-labelledby': 'shortcuts-title', 'data-testid': 'shortcuts' },
    h('h2', { id: 'shortcuts-title' }, 'Keyboard shortcuts'),
    h(
      'div',
      { class: 'shortcuts-list', tabindex: '0', role: 'region', 'aria-labelledby': 'shortcuts-title' },
      h('table', {}, rows),
    ),
    close,
  );
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  return {
    element: dialog,
    async open() {
      if (dialog.open) return;
      const entries = await paletteEntries();
      const known = entries.flatMap(({ keys, title }) => (keys === null ? [] : [[keys, title] as const]));
      rows.replaceChildren(
        ...[...known, ...PAGE_KEYS].map(([keys, title]) =>
          h('tr', {}, h('th', { scope: 'row' }, h('kbd', {}, keys)), h('td', {}, title)),
        ),
      );
      dialog.showModal();
    },
  };
}
