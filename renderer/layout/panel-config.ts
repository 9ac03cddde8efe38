export type Sort = readonly [column: string, direction: string];
export type ConfigFilter = readonly [
  column: string,
  operator: string,
  operand: string | number | boolean | null | readonly (string | number | boolean | null)[],
];

/** JSON as Perspective stores the settings of a plugin or a column. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * What a panel's view is configured to be other than its own: the names are Perspective's, what is absent is as the panel
 * itself has it. Filters that follow the page's choices are never part of it.
 */
export interface PanelConfig {
  readonly plugin?: string;
  /** null leaves a named place of a chart empty. */
  readonly columns?: readonly (string | null)[];
  readonly sort?: readonly Sort[];
  readonly filter?: readonly ConfigFilter[];
  readonly group_by?: readonly string[];
  readonly split_by?: readonly string[];
  readonly aggregates?: Readonly<Record<string, string | readonly string[]>>;
  readonly expressions?: Readonly<Record<string, string>>;
  readonly plugin_config?: Readonly<Record<string, Json>>;
  readonly columns_config?: Readonly<Record<string, Json>>;
}

export const CONFIG_KEYS = [
  'plugin',
  'columns',
  'sort',
  'filter',
  'group_by',
  'split_by',
  'aggregates',
  'expressions',
  'plugin_config',
  'columns_config',
] as const satisfies readonly (keyof PanelConfig)[];

export type FullConfig = Required<PanelConfig>;

/** JSON with sorted keys: equal values have equal texts. */
export function stableText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

export function isSame(a: unknown, b: unknown): boolean {
  return stableText(a) === stableText(b);
}

/** The parts of `shown` that differ from the panel's own configuration. */
export function differencesOf(shown: FullConfig, own: FullConfig): PanelConfig {
  return Object.fromEntries(
    CONFIG_KEYS.filter((key) => !isSame(shown[key], own[key])).map((key) => [key, shown[key]]),
  ) as PanelConfig;
}

/**
 * The filters of a view that are the user's: without those that follow the page's choices. One of these that was changed in
 * the view is not a filter of the user either; its control is in the panel's header.
 */
export function ownFilters(
  filters: readonly ConfigFilter[],
  dynamic: readonly (readonly [string, string, string | number])[],
): ConfigFilter[] {
  const texts = new Set(filters.map(stableText));
  const changed = dynamic.filter((filter) => !texts.has(stableText(filter)));
  return filters.filter(
    (filter) =>
      !dynamic.some((other) => isSame(filter, other)) &&
      !changed.some(([column, operator]) => column === filter[0] && operator === filter[1]),
  );
}

export function isEmptyConfig(config: PanelConfig): boolean {
  return Object.keys(config).length === 0;
}
