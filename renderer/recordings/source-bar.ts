import type { RecordingsBridge, SourceKind } from '../../preload/recordings-bridge.ts';
import { h } from '../dashboard/dom.ts';

const LABELS: Readonly<Record<SourceKind, string>> = {
  own: 'Own recording',
  folder: 'Choose folder...',
  file: 'Choose file...',
};

export interface SourceBar {
  readonly element: HTMLElement;
  setBusy(isBusy: boolean): void;
}

/** Shows where rows come from and lets the user pick another place; `onSource` is called with the first source too. */
export async function createSourceBar(
  bridge: Pick<RecordingsBridge, 'source' | 'chooseSource'>,
  onSource: () => void,
): Promise<SourceBar> {
  const path = h('output', { class: 'source-path', 'data-testid': 'source', 'aria-label': 'Recording' });
  const note = h('p', { class: 'form-note', 'data-testid': 'source-note' });
  const show = async (view: ReturnType<RecordingsBridge['source']>) => {
    const { path: text, kind, note: hint } = await view;
    path.textContent = text;
    note.textContent = hint ?? '';
    note.hidden = hint === null;
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.kind === kind));
  };
  const buttons = (Object.keys(LABELS) as SourceKind[]).map((kind) => {
    const button = h('button', { type: 'button', 'data-kind': kind, 'data-testid': `source-${kind}` }, LABELS[kind]);
    button.addEventListener('click', async () => {
      const before = path.textContent;
      await show(bridge.chooseSource(kind));
      if (kind === 'own' || path.textContent !== before) onSource();
    });
    return button;
  });
  const element = h(
    'section',
    { class: 'source-bar', 'aria-label': 'Source' },
    h('div', { class: 'source-buttons' }, ...buttons),
    path,
    note,
  );
  await show(bridge.source());
  return {
    element,
    setBusy(isBusy) {
      for (const button of buttons) button.disabled = isBusy;
    },
  };
}
