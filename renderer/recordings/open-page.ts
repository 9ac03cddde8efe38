import '@finos/perspective-viewer/dist/css/pro.css';
import '@finos/perspective-viewer/dist/css/pro-dark.css';
import '@finos/perspective-viewer-datagrid';
import '@finos/perspective-viewer-d3fc';
import './recordings.css';
import { h } from '../dashboard/dom.ts';
import { repairNavigatorLanguages } from '../format/locales.ts';
import { numbers } from '../format/number.ts';
import { shownZone } from '../settings/settings.ts';
import { startEngine } from '../tables/engine.ts';
import { recordingsBridge } from './bridge.ts';
import { describeDamages } from './describe-export.ts';
import { type LoadEnd, loadRows } from './load-rows.ts';
import { createMessage } from './message.ts';
import { createProgressView } from './progress.ts';
import { createRowFields } from './row-fields.ts';
import { createSourceBar } from './source-bar.ts';
import { offerTables } from './survey.ts';
import { followWindowTheme, shownTheme } from './window-theme.ts';
import { followWindowZone } from './window-zone.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const DEFAULT_ROWS = 100_000;
const MAX_ROWS = 1_000_000;

repairNavigatorLanguages();
let workspace: Workspace | null = null;
followWindowTheme((theme) => void workspace?.setTheme(theme));
const bridge = recordingsBridge();
await followWindowZone(bridge, (zone) => {
  fields.showZone();
  void workspace?.setZone(zone);
});
const fields = createRowFields(DEFAULT_ROWS);
const message = createMessage();
const progress = createProgressView('Open', () => void bridge.cancel());
bridge.onProgress((state) => progress.show(state));
const submit = h('button', { type: 'submit', class: 'primary', 'data-testid': 'open' }, 'Open');
const fieldset = h(
  'fieldset',
  { class: 'fields' },
  h('legend', { class: 'unseen' }, 'What to open'),
  ...fields.elements,
  h('label', {}, `Rows at most (up to ${numbers.count(MAX_ROWS)})`, fields.rowsInput),
  submit,
);
const form = h('form', { class: 'open-bar' }, fieldset);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void open();
});
const look = async () => {
  submit.disabled = !(await offerTables(bridge, fields, message, progress));
};
const source = await createSourceBar(bridge, () => void look());
const host = h('div', { class: 'workspace-host' });
const head = h(
  'div',
  { class: 'open-head' },
  h('h1', { class: 'unseen' }, 'Open Recording'),
  source.element,
  form,
  progress.element,
  message.element,
);
document.querySelector('#app')?.replaceChildren(h('div', { class: 'workspace' }, head, host));
const engine = startEngine();
await look();

async function open(): Promise<void> {
  const choice = fields.read();
  if (typeof choice === 'string') {
    message.show('error', [choice]);
    return;
  }
  message.hide();
  fieldset.disabled = true;
  source.setBusy(true);
  progress.show({ text: 'Looking for the rows', share: null });
  try {
    const outcome = await bridge.openRows({ ...choice, rows: Math.min(choice.rows ?? MAX_ROWS, MAX_ROWS) });
    if (outcome.kind === 'cancelled') message.show('info', ['Cancelled.']);
    else if (outcome.kind === 'failed') message.show('error', [outcome.message]);
    else {
      workspace ??= createWorkspace(await engine, host, shownTheme(), shownZone());
      const table = await workspace.open(outcome.result);
      const end = await loadRows(bridge, table, (rows, expected) =>
        progress.show({
          text: `${numbers.count(rows)} of about ${numbers.count(expected)} rows`,
          share: rows / Math.max(1, expected),
        }),
      );
      showEnd(end, outcome.result.rowsInRange);
    }
  } catch (error) {
    await bridge.cancel();
    message.show('error', [`The rows could not be shown: ${error instanceof Error ? error.message : String(error)}`]);
  } finally {
    progress.hide();
    fieldset.disabled = false;
    source.setBusy(false);
  }
}

function showEnd(loaded: LoadEnd, rowsInRange: number): void {
  const rows = `${numbers.count(loaded.rows)} ${loaded.rows === 1 ? 'row' : 'rows'}`;
  if (loaded.kind === 'stopped') {
    const why = loaded.message ?? 'Stopped on request.';
    message.show('warning', [`${rows} are shown, not all of those asked for. ${why}`]);
    return;
  }
  const { isCut, notes, damaged } = loaded.end;
  const cut = `Only the first ${rows} are shown (the time range holds ${numbers.count(rowsInRange)} rows of all pairs): choose a shorter range or fewer pairs for the rest.`;
  const isBad = isCut || damaged.length > 0;
  message.show(isBad ? 'warning' : 'info', [
    isCut
      ? cut
      : `${rows}: all ${damaged.length > 0 ? 'that can be read ' : ''}of the chosen range. Times are ${shownZone()}.`,
    ...notes,
    ...describeDamages(damaged),
  ]);
}
