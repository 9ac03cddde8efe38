import { h } from './dom.ts';

export interface NoticeAction {
  readonly text: string;
  readonly testId: string;
  readonly run: () => void;
}

export interface Notices {
  readonly element: HTMLElement;
  /** Shows a message until it is put away or another one of the same topic takes its place. */
  show(topic: string, kind: 'info' | 'warning', text: string, actions?: readonly NoticeAction[]): void;
  clear(topic: string): void;
}

/** Messages about what the page has just done, each with what can be done about it. */
export function createNotices(): Notices {
  const element = h('div', { class: 'notices', role: 'status', 'data-testid': 'notices' });
  const shown = new Map<string, HTMLElement>();
  const clear = (topic: string) => {
    shown.get(topic)?.remove();
    shown.delete(topic);
  };
  return {
    element,
    clear,
    show(topic, kind, text, actions = []) {
      clear(topic);
      const button = (label: string, testId: string, run: () => void) => {
        const made = h('button', { type: 'button', 'data-testid': testId }, label);
        made.addEventListener('click', () => {
          clear(topic);
          run();
        });
        return made;
      };
      const line = h(
        'div',
        { class: 'banner', 'data-kind': kind, 'data-testid': `notice-${topic}` },
        h('span', { class: 'banner-text' }, text),
        h(
          'span',
          { class: 'notice-actions' },
          ...actions.map((action) => button(action.text, action.testId, action.run)),
          button('Hide', `notice-${topic}-hide`, () => {}),
        ),
      );
      shown.set(topic, line);
      element.append(line);
    },
  };
}
