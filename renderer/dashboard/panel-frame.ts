import type { Panel } from '../panels/panel.ts';
import { h, setText } from './dom.ts';

/** The frame around a panel's viewer: number, title, controls, maximise button, and the text of an empty panel. */
export interface PanelFrame {
  readonly element: HTMLElement;
  /** Where the viewer goes. */
  readonly body: HTMLElement;
  setTitle(title: string): void;
  /** Shows what is awaited instead of an empty picture; null shows the picture. */
  setEmpty(text: string | null): void;
  setMaximised(isMaximised: boolean): void;
}

/** `onMaximise` is called when the reader asks to maximise the panel or to put it back. */
export function createPanelFrame(panel: Panel, tools: readonly HTMLElement[], onMaximise: () => void): PanelFrame {
  const id = `panel-${panel.id}`;
  const title = h('span', { class: 'panel-title' });
  const heading = h(
    'h2',
    { id: `${id}-title` },
    ...(panel.number === null ? [] : [h('span', { class: 'panel-number' }, String(panel.number)), ' ']),
    title,
  );
  const maximise = h('button', { type: 'button', class: 'maximise', 'data-testid': `${id}-maximise` });
  const head = h('header', { class: 'panel-head' }, heading, h('div', { class: 'panel-tools' }, ...tools, maximise));
  const empty = h('p', { class: 'panel-empty', 'data-testid': `${id}-empty` });
  const body = h('div', { class: 'panel-body' }, empty);
  const element = h('section', { class: 'panel', id, 'data-testid': id, 'aria-labelledby': `${id}-title` }, head, body);
  maximise.addEventListener('click', onMaximise);
  head.addEventListener('dblclick', (event) => {
    if ((event.target as Element).closest('button, select, input, .popover') === null) onMaximise();
  });
  const setMaximised = (isMaximised: boolean) => {
    element.classList.toggle('maximised', isMaximised);
    maximise.setAttribute('aria-pressed', String(isMaximised));
    const label = isMaximised ? 'Restore panel (Esc)' : 'Maximise panel';
    maximise.setAttribute('aria-label', label);
    maximise.title = label;
  };
  setMaximised(false);
  return {
    element,
    body,
    setTitle(text) {
      setText(title, text);
      heading.title = text;
    },
    setEmpty(text) {
      empty.hidden = text === null;
      if (text !== null) setText(empty, text);
      element.classList.toggle('is-empty', text !== null);
    },
    setMaximised,
  };
}
