import { type CellValue, columnOf, formatValue } from '../format/columns.ts';
import { pairSetting, times, zoneSetting } from '../settings/settings.ts';
import styles from '../styles/grid.css?inline';
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
      rowPairs = (plugin.model?._ids ?? []).map((id) => (typeof id[0] === 'string' ? id[0] : null));
    }
    isFirstWindow = false;
    data.column_headers.forEach((header, i) => {
      const name = header[0] ?? '';
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
      formatWindow(data);
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
  zoneSetting.subscribe(() => void table.draw());
}

/** Replaces what Perspective shows by what the schema says; the values behind stay. */
function formatWindow(data: GridData): void {
  const zoned = times();
  data.column_headers.forEach((header, i) => {
    const name = header[0] ?? '';
    const values = data.metadata[i];
    if (values !== undefined) data.data[i] = values.map((value) => formatValue(name, value, zoned));
  });
}

function styleHeadings(plugin: DatagridPlugin): void {
  for (const heading of plugin.regular_table.querySelectorAll('thead th')) {
    const column = columnOf(plugin.regular_table.getMeta(heading)?.column_header?.[0] ?? '');
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
      const name = meta.column_header?.[0] ?? '';
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
