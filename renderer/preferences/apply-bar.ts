import type { PreferencesBridge, PreferencesView } from '../../preload/preferences-bridge.ts';
import { h, setText } from '../dashboard/dom.ts';

export interface ApplyBar {
  readonly element: HTMLElement;
  update(view: PreferencesView): void;
}

/** What waits until the feed may reconnect, with what came of the last try. */
export function createApplyBar(bridge: PreferencesBridge): ApplyBar {
  const text = h('p', { role: 'status', 'data-testid': 'pending' });
  const error = h('p', { class: 'field-error', role: 'alert', 'data-testid': 'apply-error' });
  const discard = h('button', { type: 'button', 'data-testid': 'discard' }, 'Discard');
  const apply = h(
    'button',
    { type: 'button', class: 'primary', 'data-testid': 'apply' },
    'Apply (reconnects the feed)',
  );
  const element = h(
    'footer',
    { class: 'apply-bar', 'aria-label': 'Changes that wait' },
    h('div', { class: 'apply-text' }, text, error),
    discard,
    apply,
  );
  element.hidden = true;
  discard.addEventListener('click', () => {
    setText(error, '');
    void bridge.discard();
  });
  apply.addEventListener('click', async () => {
    setText(error, '');
    const refusal = await bridge.apply();
    setText(error, refusal === null ? '' : `Not applied, and all is as before: ${refusal}`);
  });
  return {
    element,
    update({ pending, isApplying }) {
      const count = Object.keys(pending).length;
      element.hidden = count === 0;
      if (count === 0) setText(error, '');
      apply.disabled = discard.disabled = isApplying;
      const waiting = `${count === 1 ? 'One change waits' : `${count} changes wait`}: applying is a short, recorded outage of the feed.`;
      setText(text, isApplying ? 'The feed reconnects...' : waiting);
    },
  };
}
