import type { WorkProgress } from '../../preload/recordings-bridge.ts';
import { h, setText } from '../dashboard/dom.ts';

export interface ProgressView {
  readonly element: HTMLElement;
  /** null = not known how far. */
  show(progress: WorkProgress): void;
  hide(): void;
}

/** A bar with a line of text and a way to stop. */
export function createProgressView(label: string, onCancel: () => void): ProgressView {
  const bar = h('progress', { max: '1', 'aria-label': label });
  const text = h('span', { class: 'progress-text', 'data-testid': 'progress-text' });
  const cancel = h('button', { type: 'button', 'data-testid': 'cancel' }, 'Cancel');
  cancel.addEventListener('click', onCancel);
  const element = h('div', { class: 'progress', 'data-testid': 'progress' }, bar, text, cancel);
  element.hidden = true;
  return {
    element,
    show({ text: words, share }) {
      element.hidden = false;
      setText(text, words);
      if (share === null) bar.removeAttribute('value');
      else bar.value = share;
    },
    hide() {
      element.hidden = true;
    },
  };
}
