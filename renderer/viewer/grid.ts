import { type CellValue, columnOf, formatValue } from '../format/columns.ts';
import { numbers } from '../format/number.ts';
import { pairSetting, times, zoneSetting } from '../settings/settings.ts';
import styles from '../styles/grid.css?inline';
import { isCounting } from './aggregates.ts';
import { type Bars, paintBar } from './grid-bars.ts';
import type { DatagridPlugin, DataListener, GridData } from './regular-table.ts';

export interface GridOptions {
  /** Heading of the grid for people who do not see it. */
  readonly label: string;
  /** Columns that are drawn with a bar behind the number. */
  readonly bars: Bars;
  /** After every drawing: rows of the view, and the values of the first visible row by column. */
  readonly onDrawn: (rows: number, first: Readonly<Record<string, CellValue>>) => void;
}

let sheet: CSSStyleSheet | null = null;

function gridSheet(): CSSStyleSheet {
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
  }
  return sheet;
}

/**
 * Dresses Perspective's datagrid: headings and values as the column schema says (time zone, digits), marked sides, bars,
 * the row of the selected pair, and `mtd-pick` when a row is clicked.
 */
export function dressGrid(plugin: DatagridPlugin, options: GridOptions): void {
  const table = plugin.regular_table;
  plugin.shadowRoot?.adoptedStyleSheets.push(gridSheet());
  table.tabIndex = 0;
  table.setAttribute('role', 'group');
  table.setAttribute('aria-label', options.label);

  let rows = 0;
  let rowPairs: (string | null)[] = [];
  let first: Record<string, CellValue> = {};
  let largest = 0;
  // One drawing may read its columns in several windows; the first starts everything anew.
  let isFirstWindow = true;
  const readWindow = (data: GridData) => {
    rows = data.num_rows;
    const length = data.metadata[0]?.length ?? 0;
    if (length === 0) return;
    if (isFirstWindow) {
      first = {};
      largest = 0;
      rowPairs = pairsOfIds(plugin);
    }
    isFirstWindow = false;
    data.column_headers.forEach((header, i) => {
      const name = nameOf(plugin, header);
      const values = data.metadata[i] ?? [];
      first[name] = values[0] ?? null;
      if (name === 'pair') rowPairs = values as (string | null)[];
      if (options.bars[name]?.kind === 'length') largest = Math.max(largest, ...values.map(Number));
    });
  };
  const setDataListener = table.setDataListener.bind(table);
  table.setDataListener = (listener: DataListener, listenerOptions: unknown) => {
    setDataListener(async (...window) => {
      const data = await listener(...window);
      readWindow(data);
      formatWindow(data, plugin);
      return data;
    }, listenerOptions);
  };
  table.addStyleListener(() => {
    styleHeadings(plugin);
    styleCells(plugin, rowPairs, options.bars, largest);
    isFirstWindow = true;
    if (rows === 0) first = {};
    options.onDrawn(rows, first);
  });

  let pressed: string | null = null;
  const pairUnder = (event: Event): string | null => {
    const cell = (event.target as Element | null)?.closest?.('td') ?? null;
    const meta = cell === null ? undefined : table.getMeta(cell);
    return meta === undefined ? null : (rowPairs[meta.y - meta.y0] ?? null);
  };
  // The row may have moved on by the time the button comes up: what was pressed is what was meant.
  table.addEventListener('pointerdown', (event) => {
    pressed = pairUnder(event);
  });
  table.addEventListener('click', () => {
    if (pressed !== null)
      plugin.dispatchEvent(new CustomEvent('mtd-pick', { detail: pressed, bubbles: true, composed: true }));
  });
  pairSetting.subscribe(() => styleCells(plugin, rowPairs, options.bars, largest));
  zoneSetting.subscribe(() => {
    if (table.isConnected) void table.draw();
  });
}

/** The column of a heading: in a split view the groups stand above it, while it is being configured a button below it. */
function nameOf({ model }: DatagridPlugin, header: readonly string[]): string {
  return header[model?._config?.split_by?.length ?? 0] ?? '';
}

/** The pair of each row where the table or the view is by pair. */
function pairsOfIds({ model }: DatagridPlugin): (string | null)[] {
  const groups = model?._config?.group_by ?? [];
  if (groups.length > 0 && groups[0] !== 'pair') return [];
  return (model?._ids ?? []).map((id) => (typeof id[0] === 'string' ? id[0] : null));
}

/** Replaces what Perspective shows by what the schema says; the values behind stay. */
function formatWindow(data: GridData, plugin: DatagridPlugin): void {
  const zoned = times();
  const { group_by = [], split_by = [], aggregates = {} } = plugin.model?._config ?? {};
  const isGrouped = group_by.length + split_by.length > 0;
  const isCount = (name: string) => isGrouped && isCounting(aggregates[name]);
  data.column_headers.forEach((header, i) => {
    const name = nameOf(plugin, header);
    const values = data.metadata[i];
    if (values === undefined) return;
    data.data[i] = values.map((value) =>
      typeof value === 'number' && isCount(name) ? numbers.count(value) : formatValue(name, value, zoned),
    );
  });
}

function styleHeadings(plugin: DatagridPlugin): void {
  for (const heading of plugin.regular_table.querySelectorAll('thead th')) {
    const column = columnOf(nameOf(plugin, plugin.regular_table.getMeta(heading)?.column_header ?? []));
    const text = heading.firstElementChild;
    if (column === undefined || text === null || text.textContent === '') continue;
    text.textContent = column.title;
    (heading as HTMLElement).title = column.unit === '' ? column.meaning : `${column.meaning} (${column.unit})`;
  }
}

function styleCells(plugin: DatagridPlugin, rowPairs: readonly (string | null)[], bars: Bars, largest: number): void {
  const table = plugin.regular_table;
  const selected = pairSetting.get();
  for (const row of table.querySelectorAll('tbody tr')) {
    let isSelected = false;
    for (const cell of row.children as unknown as HTMLElement[]) {
      const meta = table.getMeta(cell);
      if (meta === undefined) continue;
      const name = nameOf(plugin, meta.column_header ?? []);
      isSelected = rowPairs[meta.y - meta.y0] === selected;
      const value = meta.user ?? null;
      cell.classList.toggle('side-buy', value === 'buy' && name === 'side');
      cell.classList.toggle('side-sell', value === 'sell' && name === 'side');
      cell.classList.toggle('raised-flag', value === true);
      paintBar(cell, bars[name], value, largest);
    }
    row.classList.toggle('selected', isSelected);
  }
}
