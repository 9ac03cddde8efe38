import type { DesktopBridge } from '../../preload/bridge.ts';
import { h, setText } from '../dashboard/dom.ts';

export interface ApiKeyButton {
  readonly element: HTMLElement;
  update(hasApiKey: boolean): void;
}

/** Opens the preferences at the key of the data provider: the way from the demo market to the live one. For the desktop window only. */
export function createApiKeyButton(desktop: DesktopBridge): ApiKeyButton {
  const element = h('button', { type: 'button', class: 'api-key-button', 'data-testid': 'api-key' });
  element.addEventListener('click', () => desktop.openPreferences('connection'));
  return {
    element,
    update(hasApiKey) {
      setText(element, hasApiKey ? 'API key' : 'Enter API key');
      element.classList.toggle('primary', !hasApiKey);
      element.title = hasApiKey
        ? 'The key of the data provider, in the preferences'
        : 'For the live market: enter the key of Polygon / Massive in the preferences';
    },
  };
}
