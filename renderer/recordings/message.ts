import { h } from '../dashboard/dom.ts';

export interface Message {
  readonly element: HTMLElement;
  show(kind: 'info' | 'warning' | 'error', lines: readonly string[], ...actions: HTMLElement[]): void;
  hide(): void;
}

/** The place for how something went. */
export function createMessage(): Message {
  const element = h('div', { class: 'message', role: 'status', 'data-testid': 'message' });
  element.hidden = true;
  return {
    element,
    show(kind, lines, ...actions) {
      element.dataset.kind = kind;
      element.hidden = false;
      element.replaceChildren(...lines.map((line) => h('p', {}, line)), ...actions);
    },
    hide() {
      element.hidden = true;
    },
  };
}
