import './recordings.css';
import type { InspectReport } from '../../main/inspect/inspect-report.ts';
import { h } from '../dashboard/dom.ts';
import { shownZone } from '../settings/settings.ts';
import { recordingsBridge } from './bridge.ts';
import { createMessage } from './message.ts';
import { createProgressView } from './progress.ts';
import { type ReportTable, reportTables, withoutPath } from './report-tables.ts';
import { createSourceBar } from './source-bar.ts';
import { followWindowTheme } from './window-theme.ts';
import { followWindowZone } from './window-zone.ts';

followWindowTheme();
const bridge = recordingsBridge();
const message = createMessage();
const progress = createProgressView('Inspect', () => void bridge.cancel());
bridge.onProgress((state) => progress.show(state));
let reports: readonly InspectReport[] = [];
await followWindowZone(bridge, () => showReports());
const report = h('div', { class: 'report', 'data-testid': 'report' });
const source = await createSourceBar(bridge, () => void inspect());
document
  .querySelector('#app')
  ?.replaceChildren(
    h(
      'div',
      { class: 'dialog-page' },
      h('h1', {}, 'Inspect Recording'),
      source.element,
      progress.element,
      message.element,
      report,
    ),
  );
await inspect();

async function inspect(): Promise<void> {
  message.hide();
  reports = [];
  showReports();
  source.setBusy(true);
  progress.show({ text: 'Looking through the files', share: null });
  const outcome = await bridge.inspect();
  progress.hide();
  source.setBusy(false);
  if (outcome.kind === 'cancelled') message.show('info', ['Cancelled.']);
  else if (outcome.kind === 'failed') message.show('error', [outcome.message, 'Choose another file or folder.']);
  else show(outcome.result);
}

function show(found: readonly InspectReport[]): void {
  reports = found;
  const damaged = reports.flatMap((each) => each.damaged.map((damage) => `${damage.path}: ${withoutPath(damage)}`));
  if (damaged.length > 0) message.show('error', ['Damaged; the rest is reported below.', ...damaged.slice(0, 10)]);
  showReports();
}

function showReports(): void {
  report.replaceChildren(
    ...(reports.length === 0
      ? []
      : [h('p', { class: 'form-note', 'data-testid': 'zone' }, `Times are ${shownZone()}.`)]),
    ...reports.map((each) => {
      const tables = reportTables(each, shownZone());
      return h('section', { 'aria-label': each.path }, h('h2', {}, each.path), ...tables.map(showTable));
    }),
  );
}

function showTable({ title, head, numeric, rows }: ReportTable): HTMLElement {
  const align = (i: number) => (numeric[i] === true ? 'end' : undefined);
  const titles = head.some((text) => text !== '')
    ? [h('thead', {}, h('tr', {}, ...head.map((text, i) => h('th', { scope: 'col', 'data-align': align(i) }, text))))]
    : [];
  const body = rows.map((row) =>
    h(
      'tr',
      {},
      ...row.map((text, i) =>
        i === 0 && row.length > 1
          ? h('th', { scope: 'row', 'data-align': align(i) }, text)
          : h('td', { 'data-align': align(i) }, text),
      ),
    ),
  );
  const element = h('table', {}, h('caption', {}, title), ...titles, h('tbody', {}, ...body));
  if (title === 'Damaged files') element.classList.add('damage');
  return h('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': title }, element);
}
