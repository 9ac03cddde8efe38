import { h } from '../dashboard/dom.ts';

export interface Tab<Name extends string> {
  readonly name: Name;
  readonly title: string;
  readonly content: readonly HTMLElement[];
}

export interface Tabs<Name extends string> {
  readonly list: HTMLElement;
  readonly panels: readonly HTMLElement[];
  show(name: Name): void;
}

/** Sections of which one is shown, chosen by click, arrow keys, Home and End. */
export function createTabs<Name extends string>(label: string, tabs: readonly Tab<Name>[]): Tabs<Name> {
  const parts = tabs.map(({ name, title, content }) => {
    const button = h(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${name}`,
        'aria-controls': `section-${name}`,
        'data-testid': `section-${name}`,
      },
      title,
    );
    const panel = h(
      'section',
      { role: 'tabpanel', id: `section-${name}`, 'aria-labelledby': `tab-${name}`, class: 'preference-section' },
      h('h2', {}, title),
      ...content,
    );
    button.addEventListener('click', () => show(name));
    return { name, button, panel };
  });
  const show = (name: Name) => {
    for (const part of parts) {
      const isShown = part.name === name;
      part.button.setAttribute('aria-selected', String(isShown));
      part.button.tabIndex = isShown ? 0 : -1;
      part.panel.hidden = !isShown;
    }
  };
  const list = h(
    'div',
    { role: 'tablist', 'aria-label': label, 'aria-orientation': 'vertical', class: 'preference-tabs' },
    ...parts.map(({ button }) => button),
  );
  list.addEventListener('keydown', (event) => {
    const at = parts.findIndex(({ button }) => button === document.activeElement);
    const next = nextIndex(event.key, at, parts.length);
    const part = next === null ? undefined : parts[next];
    if (part === undefined) return;
    event.preventDefault();
    show(part.name);
    part.button.focus();
  });
  return { list, panels: parts.map(({ panel }) => panel), show };
}

function nextIndex(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return (at + 1) % count;
    case 'ArrowUp':
    case 'ArrowLeft':
      return (at - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
