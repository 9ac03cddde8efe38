import type { RowChoice, TableOverview } from '../../preload/recordings-bridge.ts';
import { h, setText } from '../dashboard/dom.ts';
import { numbers } from '../format/number.ts';
import { zonedInputToUs, zonedText } from '../format/zoned-time.ts';
import { shownZone } from '../settings/settings.ts';
import { readPairs, readRows } from './read-form.ts';

export interface RowFields {
  /** Table, time range, pairs. */
  readonly elements: HTMLElement[];
  readonly rowsInput: HTMLInputElement;
  offer(tables: readonly TableOverview[]): void;
  /** What the source holds of the chosen table. */
  overview(): TableOverview | undefined;
  /** Names the zone that times are in now. */
  showZone(): void;
  /** The choice, or one sentence on what is wrong. */
  read(): RowChoice | string;
}

const TITLES: Readonly<Record<TableOverview['table'], string>> = { trades: 'Trades', statistics: 'Statistics' };

/** The fields by which rows of a recording are chosen. Times are on the clocks of the chosen zone. */
export function createRowFields(defaultRows: number | null): RowFields {
  let tables: readonly TableOverview[] = [];
  const table = h('select', { 'data-testid': 'table' });
  const held = h('p', { class: 'form-note', 'data-testid': 'holds' });
  const time = (testId: string) => h('input', { type: 'datetime-local', step: '1', 'data-testid': testId });
  const from = time('from');
  const until = time('until');
  const pairs = h('input', {
    type: 'text',
    placeholder: 'all',
    spellcheck: 'false',
    autocomplete: 'off',
    'data-testid': 'pairs',
  });
  const rowsInput = h('input', { type: 'text', inputmode: 'numeric', placeholder: 'all', 'data-testid': 'rows' });
  if (defaultRows !== null) rowsInput.value = String(defaultRows);
  const selected = () => tables.find((overview) => overview.table === table.value);
  const describe = () => {
    const overview = selected();
    setText(held, overview === undefined ? '' : overviewText(overview, shownZone()));
  };
  table.addEventListener('change', describe);
  const fromLabel = h('span', {});
  const untilLabel = h('span', {});
  const showZone = () => {
    setText(fromLabel, `From (${shownZone()})`);
    setText(untilLabel, `Until (${shownZone()})`);
    describe();
  };
  showZone();
  return {
    rowsInput,
    elements: [
      h('label', {}, 'Table', table),
      held,
      h('div', { class: 'field-row' }, h('label', {}, fromLabel, from), h('label', {}, untilLabel, until)),
      h('label', {}, 'Pairs, e.g. BTC-USD, ETH-USD', pairs),
    ],
    offer(offered) {
      const before = table.value;
      tables = offered;
      table.replaceChildren(...offered.map(({ table: name }) => h('option', { value: name }, TITLES[name])));
      if (offered.some(({ table: name }) => name === before)) table.value = before;
      describe();
    },
    overview: selected,
    showZone,
    read() {
      const overview = selected();
      if (overview === undefined) return 'There is no table to choose from.';
      const fromUs = zonedInputToUs(from.value, shownZone());
      const untilUs = zonedInputToUs(until.value, shownZone());
      if (!from.validity.valid || !until.validity.valid)
        return 'A time is incomplete: give date and time, or clear it.';
      if (fromUs !== null && untilUs !== null && fromUs >= untilUs) return '"Until" must be later than "From".';
      const rows = readRows(rowsInput.value);
      if (rows === undefined) return 'The number of rows must be a whole number from 1 on, or empty for all.';
      return { table: overview.table, fromUs, untilUs, pairs: readPairs(pairs.value), rows };
    },
  };
}

/** What a table of a source holds, for people, with times on the clocks of a zone. */
export function overviewText({ rows, files, firstMs, lastMs, damagedFiles }: TableOverview, zone: string): string {
  const span =
    firstMs === null || lastMs === null ? '' : `, ${zonedText(firstMs, zone)} to ${zonedText(lastMs, zone)} ${zone}`;
  const damaged =
    damagedFiles === 0 ? '' : `; ${numbers.count(damagedFiles)} damaged ${damagedFiles === 1 ? 'file' : 'files'}`;
  return `${numbers.count(rows)} rows in ${numbers.count(files)} ${files === 1 ? 'file' : 'files'}${span}${damaged}`;
}
