import './recordings.css';
import type { ExportResult } from '../../main/export/export-request.ts';
import { type ExportChoice, FILE_FORMATS, type Outcome } from '../../preload/recordings-bridge.ts';
import { h } from '../dashboard/dom.ts';
import { recordingsBridge } from './bridge.ts';
import { describeExport } from './describe-export.ts';
import { excelHint } from './excel-hint.ts';
import { createMessage } from './message.ts';
import { createProgressView } from './progress.ts';
import { createRowFields } from './row-fields.ts';
import { createSourceBar } from './source-bar.ts';
import { offerTables } from './survey.ts';
import { followWindowTheme } from './window-theme.ts';
import { followWindowZone } from './window-zone.ts';

const FORMAT_TITLES: Readonly<Record<(typeof FILE_FORMATS)[number], string>> = {
  xlsx: 'Excel (.xlsx)',
  csv: 'CSV (.csv)',
  parquet: 'Parquet (.parquet)',
};
const FIRST_ROWS = 1_000;

followWindowTheme();
const bridge = recordingsBridge();
await followWindowZone(bridge, () => fields.showZone());
const fields = createRowFields(null);
const message = createMessage();
const progress = createProgressView('Export', () => void bridge.cancel());
bridge.onProgress((state) => progress.show(state));

const firstRows = h('button', { type: 'button', 'data-testid': 'first-rows' }, 'First 1,000 rows');
firstRows.addEventListener('click', () => {
  fields.rowsInput.value = String(FIRST_ROWS);
});
const format = h(
  'select',
  { 'data-testid': 'format' },
  ...FILE_FORMATS.map((name) => h('option', { value: name }, FORMAT_TITLES[name])),
);
const sheets = h(
  'select',
  { 'data-testid': 'sheets' },
  h('option', { value: 'table' }, 'One sheet for the table'),
  h('option', { value: 'pair' }, 'One sheet per pair'),
);
const sheetsLabel = h('label', {}, 'Sheets', sheets);
format.addEventListener('change', () => {
  sheetsLabel.hidden = format.value !== 'xlsx';
});
const submit = h('button', { type: 'submit', class: 'primary', 'data-testid': 'export' }, 'Export...');
const fieldset = h(
  'fieldset',
  { class: 'fields' },
  h('legend', { class: 'unseen' }, 'What to export'),
  ...fields.elements,
  h(
    'div',
    { class: 'field-row' },
    h('label', {}, 'Rows at most', fields.rowsInput),
    h('div', { class: 'field-action' }, firstRows),
  ),
  h('div', { class: 'field-row' }, h('label', {}, 'Format', format), sheetsLabel),
  h('p', { class: 'form-note' }, 'Times in files are UTC, whatever zone the screen shows.'),
  h('div', { class: 'form-actions' }, submit),
);
const form = h('form', { class: 'recording-form' }, fieldset);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  void exportRows(false);
});

const look = async () => {
  submit.disabled = !(await offerTables(bridge, fields, message, progress));
};
const source = await createSourceBar(bridge, () => void look());
document
  .querySelector('#app')
  ?.replaceChildren(
    h(
      'div',
      { class: 'dialog-page' },
      h('h1', {}, 'Export to Excel'),
      source.element,
      form,
      progress.element,
      message.element,
    ),
  );
await look();

async function exportRows(skipDamaged: boolean): Promise<void> {
  const rows = fields.read();
  if (typeof rows === 'string') {
    message.show('error', [rows]);
    return;
  }
  const choice: ExportChoice = {
    ...rows,
    format: format.value as ExportChoice['format'],
    sheets: format.value === 'xlsx' && sheets.value === 'pair' ? 'pair' : 'table',
    skipDamaged,
  };
  const hint = excelHint(choice, fields.overview());
  if (hint === null) message.hide();
  else message.show('warning', [hint]);
  fieldset.disabled = true;
  source.setBusy(true);
  try {
    showOutcome(await bridge.exportRows(choice));
  } finally {
    progress.hide();
    fieldset.disabled = false;
    source.setBusy(false);
  }
}

function showOutcome(outcome: Outcome<ExportResult>): void {
  switch (outcome.kind) {
    case 'cancelled':
      message.show('info', ['Cancelled; no file was written.']);
      break;
    case 'failed': {
      const again = h('button', { type: 'button' }, 'Leave damaged files out...');
      again.addEventListener('click', () => void exportRows(true));
      message.show('error', [outcome.message], ...(outcome.isDamage ? [again] : []));
      break;
    }
    case 'done': {
      const reveal = h('button', { type: 'button', 'data-testid': 'reveal' }, 'Show in folder');
      reveal.addEventListener('click', () => void bridge.reveal());
      message.show(outcome.result.damaged.length > 0 ? 'warning' : 'info', describeExport(outcome.result), reveal);
      reveal.focus();
    }
  }
}
