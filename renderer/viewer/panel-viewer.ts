import type { Table } from '@finos/perspective';
import type { HTMLPerspectiveViewerElement } from '@finos/perspective-viewer';
import type { DrawnDetail } from '../charts/chart-plugin.ts';
import type { CellValue } from '../format/columns.ts';
import { dressGrid } from './grid.ts';
import type { Bars } from './grid-bars.ts';
import type { DatagridPlugin } from './regular-table.ts';

export type Filter = [column: string, operator: string, operand: string | number];

/** What a panel asks of Perspective. */
export interface ViewConfig {
  readonly plugin: 'Datagrid' | 'Live Lines' | 'Live Scatter' | 'Live Treemap';
  readonly columns: readonly string[];
  readonly sort?: readonly (readonly [column: string, direction: 'asc' | 'desc'])[];
  readonly filter?: readonly Filter[];
  readonly expressions?: Readonly<Record<string, string>>;
  /** Specification of a chart, see the chart's file. */
  readonly spec?: unknown;
  /** Number columns whose sign is coloured. */
  readonly signed?: readonly string[];
}

export interface ViewerHooks {
  /** Rows in the view and marks shown, after every drawing; for grids also the values of the first row. */
  readonly onDrawn: (rows: number, shown: number, first: Readonly<Record<string, CellValue>>) => void;
  readonly onPick: (pair: string) => void;
}

export interface PanelViewer {
  /** Applies another filter to the same view. */
  filter(filter: readonly Filter[]): Promise<void>;
  setTheme(theme: 'light' | 'dark'): Promise<void>;
}

const NUMBER_TYPES = new Set(['float', 'integer']);

/**
 * Puts one Perspective viewer into `host` and keeps it for the life of the page: viewers that are removed and made anew
 * leak. Everything that a panel may need of Perspective goes through here.
 */
export async function createPanelViewer(
  host: HTMLElement,
  label: string,
  table: Table,
  config: ViewConfig,
  bars: Bars,
  theme: 'light' | 'dark',
  hooks: ViewerHooks,
): Promise<PanelViewer> {
  const viewer = document.createElement('perspective-viewer') as HTMLPerspectiveViewerElement;
  host.append(viewer);
  hideSettingsButton(viewer);
  viewer.addEventListener('mtd-pick', ((event: CustomEvent<string>) => hooks.onPick(event.detail)) as EventListener);
  if (config.plugin === 'Datagrid') {
    const grid: DatagridPlugin = await viewer.getPlugin('Datagrid');
    dressGrid(grid, { label, bars, onDrawn: (rows, first) => hooks.onDrawn(rows, rows, first) });
  } else {
    viewer.addEventListener('mtd-drawn', ((event: CustomEvent<DrawnDetail>) =>
      hooks.onDrawn(event.detail.rows, event.detail.shown, {})) as EventListener);
  }
  await viewer.load(Promise.resolve(table));
  await viewer.restore({
    plugin: config.plugin,
    settings: false,
    theme: themeName(theme),
    columns: [...config.columns],
    sort: (config.sort ?? []).map(([column, direction]) => [column, direction]),
    filter: [...(config.filter ?? [])],
    expressions: { ...config.expressions },
    plugin_config: (config.spec ?? {}) as never,
    columns_config: config.plugin === 'Datagrid' ? await plainNumbers(table, config) : {},
  } as never);

  if (config.plugin === 'Datagrid') {
    await forgetWidths(await viewer.getPlugin('Datagrid'));
    keepSorted(viewer, config);
  }

  let queue: Promise<unknown> = Promise.resolve();
  const restore = (update: unknown): Promise<void> => {
    queue = queue.then(() => viewer.restore(update)).catch((error: unknown) => console.warn(label, error));
    return queue.then(() => undefined);
  };
  return {
    filter: (filter) => restore({ filter: [...filter] }),
    setTheme: (next) => restore({ theme: themeName(next) }),
  };
}

function themeName(theme: 'light' | 'dark'): string {
  return theme === 'dark' ? 'Pro Dark' : 'Pro Light';
}

/** Number columns without Perspective's colours by sign, except those whose sign says something. */
async function plainNumbers(table: Table, config: ViewConfig): Promise<Record<string, unknown>> {
  const schema = (await table.schema()) as Record<string, string>;
  const plain = config.columns.filter(
    (column) => NUMBER_TYPES.has(schema[column] ?? '') && !(config.signed ?? []).includes(column),
  );
  return Object.fromEntries(plain.map((column) => [column, { number_fg_mode: 'disabled' }]));
}

/** Loading a table draws all its columns once; their widths would stay with the columns that took their places. */
async function forgetWidths(grid: DatagridPlugin): Promise<void> {
  await grid.clear();
  await grid.regular_table.draw();
}

/** A third click on a heading takes the order away; the panel's own order comes back then. */
function keepSorted(viewer: HTMLPerspectiveViewerElement, config: ViewConfig): void {
  viewer.addEventListener('perspective-config-update', async () => {
    const { sort } = await viewer.save();
    if (Array.isArray(sort) && sort.length === 0 && config.sort !== undefined) {
      await viewer.restore({ sort: config.sort.map(([column, direction]) => [column, direction]) } as never);
    }
  });
}

function hideSettingsButton(viewer: HTMLElement): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('#settings_button { display: none !important; }');
  viewer.shadowRoot?.adoptedStyleSheets.push(sheet);
}
