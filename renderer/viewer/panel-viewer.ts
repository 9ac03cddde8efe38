import type { Table } from '@finos/perspective';
import type { HTMLPerspectiveViewerElement } from '@finos/perspective-viewer';
import type { DrawnDetail } from '../charts/chart-plugin.ts';
import { PLAIN_SPECS, specOfColumns } from '../charts/spec-of-columns.ts';
import type { ChartSpec } from '../d3fc/chart-input.ts';
import { d3fcPluginOf, loadD3fc } from '../d3fc/d3fc-plugins.ts';
import { secondAxis } from '../d3fc/line-input.ts';
import type { CellValue } from '../format/columns.ts';
import { differencesOf, type FullConfig, isSame, type PanelConfig } from '../layout/panel-config.ts';
import type { ChartEngine } from '../settings/settings.ts';
import { sensibleAggregates } from './aggregates.ts';
import { dressGrid } from './grid.ts';
import type { Bars } from './grid-bars.ts';
import type { DatagridPlugin } from './regular-table.ts';
import { dressSettings } from './settings-panel.ts';
import { configOf, merged, problemOf, type SavedViewer } from './viewer-config.ts';

export type Filter = [column: string, operator: string, operand: string | number];

/** What a panel asks of Perspective. */
export interface ViewConfig {
  readonly plugin: PluginName;
  /** null leaves a place of a chart empty, see COLUMN_PLACES. */
  readonly columns: readonly (string | null)[];
  readonly sort?: readonly (readonly [column: string, direction: 'asc' | 'desc'])[];
  readonly filter?: readonly Filter[];
  readonly expressions?: Readonly<Record<string, string>>;
  /** Specification of a chart, see the chart's file. */
  readonly spec?: ChartSpec;
  /** Number columns whose sign is coloured. */
  readonly signed?: readonly string[];
}

type PluginName = 'Datagrid' | 'Live Lines' | 'Live Scatter' | 'Live Treemap';

export interface ViewerHooks {
  /** Rows in the view and marks shown, after every drawing; for grids also the values of the first row. */
  readonly onDrawn: (rows: number, shown: number, first: Readonly<Record<string, CellValue>>) => void;
  readonly onPick: (pair: string) => void;
  /** The user has configured the view: what differs from the panel's own configuration. */
  readonly onConfigured: (differences: PanelConfig) => void;
  /** The user has made something of the view that cannot be kept, for people; null = it can. */
  readonly onProblem: (problem: string | null) => void;
  /** Perspective's own settings were opened or closed. */
  readonly onSettings: (isOpen: boolean) => void;
}

export interface PanelViewer {
  /** Applies other filters of the page beside those of the user, to the same view. */
  filter(dynamic: readonly Filter[]): Promise<void>;
  setTheme(theme: 'light' | 'dark'): Promise<void>;
  /** Draws a chart with another engine, in the same viewer. Grids have only one. */
  setChartEngine(engine: ChartEngine): Promise<void>;
  /**
   * Shows the panel's own configuration with these differences. Resolves to why it cannot, for people; the panel then shows its own
   * configuration.
   */
  configure(differences: PanelConfig): Promise<string | null>;
  /** Opens or closes Perspective's own settings. */
  showSettings(isOpen: boolean): Promise<void>;
}

export interface ViewerSetup {
  readonly label: string;
  readonly table: Table;
  readonly view: ViewConfig;
  /** Filters that follow the page's choices; never part of a configuration. */
  readonly dynamic: readonly Filter[];
  readonly bars: Bars;
  readonly theme: 'light' | 'dark';
}

const NUMBER_TYPES = new Set(['float', 'integer']);
/** A drag in Perspective's settings changes the view several times in a row. */
const CAPTURE_DELAY_MS = 250;

/**
 * Puts one Perspective viewer into `host` and keeps it for the life of the page: viewers that are removed and made anew
 * leak. Everything that a panel may need of Perspective goes through here.
 */
export async function createPanelViewer(
  host: HTMLElement,
  setup: ViewerSetup,
  hooks: ViewerHooks,
): Promise<PanelViewer> {
  const { label, table, view } = setup;
  const viewer = document.createElement('perspective-viewer') as HTMLPerspectiveViewerElement;
  host.append(viewer);
  dressSettings(viewer);
  viewer.addEventListener('mtd-pick', ((event: CustomEvent<string>) => hooks.onPick(event.detail)) as EventListener);
  // What loading the table draws is not yet the panel's view.
  let isLoading = true;
  let deliver = () => {};
  const onDrawn: ViewerHooks['onDrawn'] = (...drawn) => {
    deliver = () => hooks.onDrawn(...drawn);
    if (!isLoading) deliver();
  };
  viewer.addEventListener('mtd-drawn', ((event: CustomEvent<DrawnDetail>) =>
    onDrawn(event.detail.rows, event.detail.shown, {})) as EventListener);
  const grid: DatagridPlugin = await viewer.getPlugin('Datagrid');
  dressGrid(grid, { label, bars: setup.bars, onDrawn: (rows, first) => onDrawn(rows, rows, first) });
  await viewer.load(Promise.resolve(table));
  deliver = () => {};

  const schema = (await table.schema()) as Record<string, string>;
  const usual = sensibleAggregates(schema);
  let dynamic = setup.dynamic;
  let engine: ChartEngine = 'canvas';
  /** Shows a configuration as the page has it: with its filters, its chart engine, and the panel's chart. */
  const show = async (config: FullConfig, more: object = {}) => {
    const chart = chartOf(config, view, engine);
    // The widths of columns belong to places, not to names.
    if (chart === null && grid.isConnected) await grid.clear();
    viewer.toggleAttribute('data-chart', chart !== null);
    const aggregates = { ...usual, ...config.aggregates };
    await viewer.restore({ ...config, aggregates, ...chart, ...more, filter: [...config.filter, ...dynamic] } as never);
  };
  const start: FullConfig = {
    plugin: view.plugin,
    columns: view.columns,
    sort: view.sort ?? [],
    filter: view.filter ?? [],
    group_by: [],
    split_by: [],
    aggregates: {},
    expressions: view.expressions ?? {},
    plugin_config: {},
    columns_config: plainNumbers(schema, view),
  };
  await show(start, { settings: false, theme: themeName(setup.theme) });
  if (view.plugin === 'Datagrid') await forgetWidths(grid);
  isLoading = false;
  deliver();

  const read = async () => configOf((await viewer.save()) as SavedViewer, dynamic, usual);
  const own = await read();
  let shown = own;
  let queue: Promise<unknown> = Promise.resolve();
  const enqueue = <T>(step: () => Promise<T>, failed: T): Promise<T> => {
    const next = queue.then(step).catch((error: unknown) => {
      console.warn(label, error);
      return failed;
    });
    queue = next;
    return next;
  };

  /** Takes what the user has made of the view. */
  const capture = async () => {
    let config = await read();
    if (isSame(config, shown)) return;
    const problem = await problemOf(config, own, table);
    hooks.onProblem(problem);
    if (problem !== null) return;
    if (config.sort.length === 0 && own.sort.length > 0 && config.group_by.length === 0) {
      // A third click on a heading takes the order away; the panel's own order comes back then.
      const sorted = { ...config, sort: own.sort };
      if ((await problemOf(sorted, own, table)) === null) {
        await viewer.restore({ sort: own.sort } as never);
        config = { ...config, sort: own.sort };
      }
    }
    if (config.plugin !== shown.plugin) {
      // Perspective lists our charts once; which engine draws them, it does not know.
      if (config.plugin !== 'Datagrid' && engine === 'd3fc') await loadD3fc();
      await show(config);
    }
    shown = config;
    hooks.onConfigured(differencesOf(config, own));
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const captureSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void enqueue(capture, undefined), CAPTURE_DELAY_MS);
  };
  viewer.addEventListener('perspective-config-update', captureSoon);
  // Perspective tells of no column width.
  grid.addEventListener('pointerup', captureSoon);
  viewer.addEventListener('perspective-toggle-settings', ((event: CustomEvent<boolean>) =>
    hooks.onSettings(event.detail)) as EventListener);

  return {
    filter: (next) =>
      enqueue(async () => {
        const { filter } = await read();
        dynamic = next;
        await viewer.restore({ filter: [...filter, ...dynamic] } as never);
      }, undefined),
    setTheme: (next) =>
      enqueue(async () => {
        await viewer.restore({ theme: themeName(next) });
        // d3fc keeps the colours of its first drawing.
        if (engine === 'd3fc') await viewer.restyleElement();
      }, undefined),
    setChartEngine: (next) =>
      enqueue(async () => {
        if (next === engine) return;
        if (next === 'd3fc' && (view.spec !== undefined || shown.plugin !== 'Datagrid')) await loadD3fc();
        engine = next;
        if (shown.plugin !== 'Datagrid') await show(shown);
      }, undefined),
    configure: (differences) =>
      enqueue(async () => {
        const config = merged(own, differences);
        if (isSame(config, shown)) return null;
        const problem = await problemOf(config, own, table);
        const fault = problem ?? (await faultOf(() => show(config)));
        if (fault !== null) {
          if (problem === null) await viewer.resetError();
          await show(own);
        }
        // Perspective adds what it knows better; that is no change of the user.
        shown = await read();
        return fault;
      }, 'it could not be applied'),
    showSettings: (isOpen) =>
      enqueue(async () => {
        await viewer.toggleConfig(isOpen);
        // What was changed of the page's own filters is put back.
        if (!isOpen) await viewer.restore({ filter: [...(await read()).filter, ...dynamic] } as never);
      }, undefined),
  };
}

async function faultOf(step: () => Promise<unknown>): Promise<string | null> {
  try {
    await step();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const KIND_OF = { 'Live Lines': 'lines', 'Live Scatter': 'scatter', 'Live Treemap': 'treemap' } as const;

/** Plugin and picture of a chart with an engine; null for a grid. */
function chartOf(config: FullConfig, view: ViewConfig, engine: ChartEngine): object | null {
  const kind = KIND_OF[config.plugin as keyof typeof KIND_OF];
  if (kind === undefined) return null;
  const spec = view.spec?.kind === kind ? view.spec : PLAIN_SPECS[kind];
  if (engine === 'canvas') return { plugin: config.plugin, plugin_config: spec };
  const asked = specOfColumns(spec, config.columns);
  const splitMainValues = asked.kind === 'lines' ? secondAxis(asked) : [];
  return {
    plugin: d3fcPluginOf(spec),
    plugin_config: { panel: spec, ...(splitMainValues.length > 0 && { splitMainValues }) },
  };
}

function themeName(theme: 'light' | 'dark'): string {
  return theme === 'dark' ? 'Pro Dark' : 'Pro Light';
}

/** Number columns without Perspective's colours by sign, except those whose sign says something. */
function plainNumbers(schema: Readonly<Record<string, string>>, view: ViewConfig): FullConfig['columns_config'] {
  const plain = Object.keys(schema).filter(
    (column) => NUMBER_TYPES.has(schema[column] ?? '') && !(view.signed ?? []).includes(column),
  );
  return Object.fromEntries(plain.map((column) => [column, { number_fg_mode: 'disabled' }]));
}

/** Loading a table draws all its columns once; their widths would stay with the columns that took their places. */
async function forgetWidths(grid: DatagridPlugin): Promise<void> {
  await grid.clear();
  await grid.regular_table.draw();
}
