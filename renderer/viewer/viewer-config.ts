import type { Table } from '@finos/perspective';
import {
  type ConfigFilter,
  type FullConfig,
  type Json,
  ownFilters,
  type PanelConfig,
  type Sort,
} from '../layout/panel-config.ts';
import type { Filter } from './panel-viewer.ts';

/** What `viewer.save()` resolves to, as far as it is used here. */
export interface SavedViewer {
  readonly plugin?: string;
  readonly columns?: readonly (string | null)[];
  readonly sort?: readonly Sort[];
  readonly filter?: readonly ConfigFilter[];
  readonly group_by?: readonly string[];
  readonly split_by?: readonly string[];
  readonly aggregates?: FullConfig['aggregates'];
  readonly expressions?: Readonly<Record<string, string>>;
  readonly plugin_config?: Readonly<Record<string, Json>>;
  readonly columns_config?: Readonly<Record<string, Json>>;
}

/** d3fc's plugins draw the same charts as ours: which engine draws is not part of a panel's configuration. */
const CHART_OF: Readonly<Record<string, string>> = {
  Treemap: 'Live Treemap',
  'X/Y Scatter': 'Live Scatter',
  'Y Line': 'Live Lines',
};

/**
 * The configuration of a viewer without what the page rules itself: theme, title, filters that follow choices, chart engine, and
 * aggregates that are the `usual` ones.
 */
export function configOf(
  saved: SavedViewer,
  dynamic: readonly Filter[],
  usual: Readonly<Record<string, string>>,
): FullConfig {
  const plugin = saved.plugin ?? 'Datagrid';
  return {
    plugin: CHART_OF[plugin] ?? plugin,
    columns: saved.columns ?? [],
    sort: saved.sort ?? [],
    filter: ownFilters(saved.filter ?? [], dynamic),
    group_by: saved.group_by ?? [],
    split_by: saved.split_by ?? [],
    aggregates: Object.fromEntries(
      Object.entries(saved.aggregates ?? {}).filter(([column, aggregate]) => aggregate !== usual[column]),
    ),
    expressions: saved.expressions ?? {},
    plugin_config: plugin === 'Datagrid' ? gridConfigOf(saved.plugin_config ?? {}) : {},
    columns_config: saved.columns_config ?? {},
  };
}

/** Column widths and what else a grid has; never the mode in which its cells can be edited. */
function gridConfigOf({ edit_mode, ...others }: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  return others;
}

/** Functions that make new texts. Each text that ever was stays in the memory of an updating view. */
const TEXT_MAKERS = /\b(concat|upper|lower|string|substring|replace|replace_all|intern)\s*\(/i;

/** Why a configuration cannot be shown on this table, for people; null = it can. */
export async function problemOf(config: FullConfig, own: FullConfig, table: Table): Promise<string | null> {
  const schema = (await table.schema()) as Record<string, string>;
  const added = Object.fromEntries(
    Object.entries(config.expressions).filter(([name, text]) => own.expressions[name] !== text),
  );
  const types: Record<string, string> = {};
  if (Object.keys(added).length > 0) {
    const checked = (await table.validate_expressions(added as never)) as {
      expression_schema: Record<string, string>;
      errors: Record<string, { error_message: string }>;
    };
    for (const [name, error] of Object.entries(checked.errors)) {
      return `the column "${name}" cannot be worked out (${error.error_message.trim()})`;
    }
    Object.assign(types, checked.expression_schema);
  }
  for (const [name, text] of Object.entries(added)) {
    const isText = types[name] === 'string' || TEXT_MAKERS.test(text);
    if (isText) return `the column "${name}" makes texts, which would use ever more memory`;
  }
  const known = new Set([...Object.keys(schema), ...Object.keys(config.expressions)]);
  const named = [
    ...config.columns,
    ...config.sort.map(([column]) => column),
    ...config.filter.map(([column]) => column),
    ...config.group_by,
    ...config.split_by,
  ];
  const unknown = named.find((column) => column !== null && !known.has(column));
  if (unknown !== undefined) return `it has no column "${unknown}"`;
  if (config.plugin !== 'Datagrid') {
    const needed = config.plugin === 'Live Lines' ? 'time' : 'pair';
    if (config.columns[0] !== needed) return `a chart of this kind needs the column "${needed}" in its first place`;
    if (config.group_by.length + config.split_by.length > 0) return 'only grids can group and split rows';
  }
  if (config.columns.every((column) => column === null)) return 'no column is chosen';
  return null;
}

/** The panel's own configuration with what a layout says otherwise. */
export function merged(own: FullConfig, config: PanelConfig): FullConfig {
  return { ...own, ...config };
}
