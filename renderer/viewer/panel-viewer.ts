import type { Table } from '@finos/perspective';
import type { HTMLPerspectiveViewerElement } from '@finos/perspective-viewer';
import type { DrawnDetail } from '../charts/chart-plugin.ts';
import type { ChartSpec } from '../d3fc/chart-input.ts';
import { d3fcPluginOf, loadD3fc } from '../d3fc/d3fc-plugins.ts';
import { secondAxis } from '../d3fc/line-input.ts';
import type { CellValue } from '../format/columns.ts';
import type { ChartEngine } from '../settings/settings.ts';
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
  readonly spec?: ChartSpec;
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
  /** Draws a chart with another engine, in the same viewer. Grids have only one. */
  setChartEngine(engine: ChartEngine): Promise<void>;
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
  const enqueue = (step: () => Promise<unknown>): Promise<void> => {
    queue = queue.then(step).catch((error: unknown) => console.warn(label, error));
    return queue.then(() => undefined);
  };
  let shown: ChartEngine = 'canvas';
  return {
    filter: (filter) => enqueue(() => viewer.restore({ filter: [...filter] } as never)),
    setTheme: (next) =>
      enqueue(async () => {
        await viewer.restore({ theme: themeName(next) });
        // d3fc keeps the colours of its first drawing.
        if (shown === 'd3fc') await viewer.restyleElement();
      }),
    setChartEngine: (engine) =>
      enqueue(async () => {
        const { spec } = config;
        if (spec === undefined || engine === shown) return;
        if (engine === 'd3fc') await loadD3fc();
        await viewer.restore((engine === 'd3fc' ? d3fcConfig(spec, config.columns) : canvasConfig(config)) as never);
        shown = engine;
      }),
  };
}

function canvasConfig({ plugin, columns, spec }: ViewConfig): unknown {
  return { plugin, columns: [...columns], plugin_config: spec };
}

/** The same rows for d3fc's plugin; what it makes of them is in d3fc/. */
function d3fcConfig(spec: ChartSpec, columns: readonly string[]): unknown {
  const splitMainValues = spec.kind === 'lines' ? secondAxis(spec) : [];
  return {
    plugin: d3fcPluginOf(spec),
    columns: [...columns],
    plugin_config: { panel: spec, ...(splitMainValues.length > 0 && { splitMainValues }) },
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
