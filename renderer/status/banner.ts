import { h, setText } from '../dashboard/dom.ts';
import { recall, remember } from '../settings/storage.ts';
import type { BannerView } from './status-view.ts';

export interface Banner {
  readonly element: HTMLElement;
  update(view: BannerView | null): void;
}

/** The line for what the reader should know now. Mere information can be put away; a problem stays until it is over. */
export function createBanner(testId = 'banner'): Banner {
  const text = h('span', { class: 'banner-text' });
  const dismiss = h('button', { type: 'button', class: 'banner-dismiss' }, 'Hide');
  const element = h('div', { class: 'banner', role: 'status', 'data-testid': testId }, text, dismiss);
  element.hidden = true;
  let hiddenText = recall('hidden-banner');
  dismiss.addEventListener('click', () => {
    hiddenText = text.textContent;
    remember('hidden-banner', hiddenText);
    element.hidden = true;
  });
  return {
    element,
    update(view) {
      const isShown = view !== null && !(view.kind === 'info' && view.text === hiddenText);
      if (element.hidden === isShown) element.hidden = !isShown;
      if (view === null) return;
      if (element.dataset.kind !== view.kind) element.dataset.kind = view.kind;
      setText(text, view.text);
      dismiss.hidden = view.kind !== 'info';
    },
  };
}
