import { runCommand } from '../commands/registry.ts';
import { button, h } from '../dashboard/dom.ts';
import { createPopover, type Popover } from '../dashboard/popover.ts';
import type { LayoutChoice, Layouts } from '../layout/layouts.ts';
import { MAX_NAME_LENGTH } from '../layout/read-layout.ts';

export interface LayoutMenu {
  readonly element: HTMLElement;
  open(): void;
  /** Opens with the field for a new name in focus. */
  openSaveAs(): void;
  /** Shows a message in the menu. */
  say(text: string): void;
  /** Shows a text to be copied by hand. */
  offerText(text: string): void;
}

/** The button in the page's head with the layouts to choose from and everything that can be done with the current one. */
export function createLayoutMenu(layouts: Layouts, panelNames: ReadonlyMap<string, string>): LayoutMenu {
  const command = (id: string, text: string) => button(id.replace(':', '-'), text, () => void runCommand(id));

  const list = h('ul', { class: 'layout-list', 'aria-label': 'Layouts', 'data-testid': 'layout-list' });
  const hidden = h('div', { class: 'layout-hidden', 'data-testid': 'layout-hidden' });
  const note = h('p', { class: 'form-note', role: 'status', 'data-testid': 'layout-note' });
  const text = h('textarea', {
    class: 'layout-text',
    readonly: true,
    rows: '3',
    'aria-label': 'Link of the layout',
    'data-testid': 'layout-link-text',
    hidden: true,
  });
  const name = h('input', {
    type: 'text',
    maxlength: String(MAX_NAME_LENGTH),
    placeholder: 'New name',
    'aria-label': 'Name of the layout',
    'data-testid': 'layout-name',
  });
  const save = command('layout:save', 'Save');
  const undo = command('layout:undo', 'Undo');
  const reset = command('layout:reset', 'Reset');
  const form = h(
    'form',
    { class: 'layout-save' },
    name,
    h('button', { type: 'submit', 'data-testid': 'layout-save-as' }, 'Save as'),
  );
  const content = h(
    'div',
    { class: 'layout-menu' },
    list,
    h('div', { class: 'layout-actions' }, save, reset, undo),
    form,
    hidden,
    h(
      'div',
      { class: 'layout-actions' },
      command('layout:export', 'Export…'),
      command('layout:import', 'Import…'),
      command('layout:copy-link', 'Copy link'),
    ),
    text,
    note,
  );
  const say = (message: string) => {
    note.textContent = message;
  };
  const attempt = (step: () => void): boolean => {
    try {
      step();
      say('');
      return true;
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
      return false;
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (attempt(() => layouts.saveAs(name.value))) {
      say(`Saved as "${layouts.current().name}".`);
      name.value = '';
    }
  });

  /** The entry that is being renamed or deleted, by id. */
  let edited: { readonly id: string; readonly mode: 'rename' | 'remove' } | null = null;
  const edit = (next: typeof edited) => {
    edited = next;
    show();
    list.querySelector<HTMLElement>('[data-first]')?.focus();
  };
  const entry = (choice: LayoutChoice, current: LayoutChoice | null): HTMLElement => {
    const isCurrent = choice.id === current?.id;
    if (edited?.id === choice.id) return edited.mode === 'rename' ? renameEntry(choice) : removeEntry(choice);
    const apply = button(`layout-apply-${choice.name}`, choice.name, () => {
      if (layouts.apply(choice.id)) say('');
    });
    apply.className = 'layout-choice';
    apply.setAttribute('aria-pressed', String(isCurrent));
    apply.disabled = choice.problem !== null;
    if (choice.problem !== null) apply.title = choice.problem;
    const mark = isCurrent && layouts.isChanged() ? [h('span', { class: 'layout-changed' }, 'changed')] : [];
    const tools = choice.isBuiltIn
      ? [h('span', { class: 'layout-kind' }, 'built in')]
      : [
          button(
            `layout-rename-${choice.name}`,
            'Rename',
            () => edit({ id: choice.id, mode: 'rename' }),
            'layout-tool',
          ),
          button(
            `layout-delete-${choice.name}`,
            'Delete',
            () => edit({ id: choice.id, mode: 'remove' }),
            'layout-tool',
          ),
        ];
    if (choice.problem !== null) tools.shift();
    return h('li', {}, apply, ...mark, ...tools);
  };
  const renameEntry = (choice: LayoutChoice): HTMLElement => {
    const input = h('input', {
      type: 'text',
      maxlength: String(MAX_NAME_LENGTH),
      'aria-label': `New name of ${choice.name}`,
      'data-testid': 'layout-rename-input',
      'data-first': true,
    });
    input.value = choice.name;
    const rename = h(
      'form',
      { class: 'layout-save' },
      input,
      h('button', { type: 'submit', 'data-testid': 'layout-rename-do' }, 'Rename'),
      button('layout-rename-cancel', 'Cancel', () => edit(null)),
    );
    rename.addEventListener('submit', (event) => {
      event.preventDefault();
      if (attempt(() => layouts.rename(choice.id, input.value))) edit(null);
    });
    return h('li', {}, rename);
  };
  const removeEntry = (choice: LayoutChoice): HTMLElement => {
    const remove = button('layout-delete-do', 'Delete', () => {
      attempt(() => layouts.remove(choice.id));
      edit(null);
    });
    const cancel = button('layout-delete-cancel', 'Cancel', () => edit(null));
    remove.setAttribute('data-first', '');
    return h('li', {}, h('span', { class: 'layout-question' }, `Delete "${choice.name}"?`), remove, cancel);
  };

  const show = () => {
    const current = layouts.base();
    const isChanged = layouts.isChanged();
    const shownName = current?.name ?? `${layouts.current().name} (not saved)`;
    popover.setText(isChanged && current !== null ? 'Layout •' : 'Layout');
    popover.setTitle(`Layout: ${shownName}${isChanged && current !== null ? ', changed' : ''}`);
    list.replaceChildren(
      ...(current === null
        ? [h('li', { class: 'layout-unsaved', 'data-testid': 'layout-unsaved' }, `${shownName}`)]
        : []),
      ...layouts.choices().map((choice) => entry(choice, current)),
    );
    save.disabled = current === null || current.isBuiltIn || !isChanged;
    save.textContent = current === null || current.isBuiltIn ? 'Save' : `Save "${current.name}"`;
    reset.disabled = !isChanged;
    const previous = layouts.previous();
    undo.disabled = previous === null;
    undo.title = previous === null ? '' : `Back to what was shown before: ${previous.name}`;
    const ids = layouts.current().hidden;
    hidden.hidden = ids.length === 0;
    hidden.replaceChildren(
      h('span', {}, 'Hidden panels'),
      ...ids.map((id) =>
        button(`layout-show-${id}`, `Show ${panelNames.get(id) ?? id}`, () => void runCommand(`panel:show:${id}`)),
      ),
    );
  };
  const popover: Popover = createPopover({
    label: 'Layout',
    testId: 'layout',
    className: 'layout-button',
    content,
    onOpen() {
      edited = null;
      say('');
      text.hidden = true;
      show();
    },
  });
  layouts.subscribe(show);
  show();
  return {
    element: popover.element,
    open: () => popover.open(),
    openSaveAs() {
      popover.open();
      name.focus();
    },
    say,
    offerText(offered) {
      popover.open();
      text.hidden = false;
      text.value = offered;
      text.select();
    },
  };
}
