import type { ApiKeyStatus, DesktopBridge } from '../../preload/bridge.ts';
import { h } from '../dashboard/dom.ts';
import { createPopover } from '../dashboard/popover.ts';

/** A button that opens the form for the key of the data provider. For the desktop window: a browser never sees a key. */
export function createApiKeyButton(desktop: DesktopBridge): HTMLElement {
  const input = h('input', {
    type: 'password',
    autocomplete: 'off',
    spellcheck: 'false',
    'data-testid': 'api-key-input',
    'aria-describedby': 'api-key-state',
  });
  const state = h('p', { id: 'api-key-state', class: 'form-note', role: 'status', 'data-testid': 'api-key-state' });
  const remove = h('button', { type: 'button', 'data-testid': 'api-key-remove' }, 'Remove key');
  const submit = h('button', { type: 'submit', class: 'primary' }, 'Use key');
  const form = h(
    'form',
    { class: 'small-form' },
    h('label', {}, 'API key of Polygon / Massive', input),
    state,
    h('div', { class: 'form-actions' }, remove, submit),
  );
  const show = (status: ApiKeyStatus) => {
    state.textContent = describeApiKey(status);
    const isFixed = status.source === 'environment';
    input.disabled = submit.disabled = isFixed;
    remove.disabled = isFixed || status.source === 'none';
  };
  const apply = async (key: string) => {
    try {
      show(await desktop.setApiKey(key));
      input.value = '';
    } catch (error) {
      state.textContent = `The key was not taken: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (input.value.trim() !== '') void apply(input.value.trim());
  });
  remove.addEventListener('click', () => void apply(''));
  const popover = createPopover({
    label: 'API key of the data provider',
    testId: 'api-key',
    className: 'api-key-button',
    content: form,
    onOpen: () => desktop.apiKeyStatus().then(show, (error: unknown) => console.warn(error)),
  });
  popover.setText('API key');
  return popover.element;
}

/** Where the key in use comes from and how a new one would be kept, for people. */
export function describeApiKey({ source, canStore }: ApiKeyStatus): string {
  switch (source) {
    case 'environment':
      return 'The key comes from the environment (POLYGON_API_KEY or MASSIVE_API_KEY). Unset it there to enter one here.';
    case 'settings':
      return 'A key is stored, encrypted by the operating system.';
    case 'session':
      return canStore
        ? 'A key is in use.'
        : 'A key is in use until the application ends: this system has no keyring that would protect it on disk.';
    case 'none':
      return canStore
        ? 'No key: the demo market runs. A key is stored encrypted by the operating system.'
        : 'No key: the demo market runs. This system has no keyring, so a key is kept only until the application ends.';
  }
}
