import type { ConfigFilter, Json, PanelConfig, Sort } from './panel-config.ts';

const MAX_ITEMS = 200;
const MAX_TEXT = 2_000;
const MAX_DEPTH = 6;
/** Names that would reach an object's prototype when they are assigned. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
const PLUGINS = new Set(['Datagrid', 'Live Lines', 'Live Scatter', 'Live Treemap']);
const DIRECTIONS = new Set([
  'asc',
  'desc',
  'asc abs',
  'desc abs',
  'col asc',
  'col desc',
  'col asc abs',
  'col desc abs',
]);

/**
 * Reads the configuration of a panel from anything: unknown keys, parts of a wrong shape and names that could reach a prototype
 * are left out. Whether its columns exist only the table knows.
 */
export function readPanelConfig(raw: unknown): PanelConfig {
  if (!isRecord(raw)) return {};
  const parts: { [K in keyof PanelConfig]: PanelConfig[K] | null } = {
    plugin: typeof raw.plugin === 'string' && PLUGINS.has(raw.plugin) ? raw.plugin : null,
    columns: listOf(raw.columns, (item) => (item === null ? { value: null } : wrap(readText(item)))),
    sort: listOf(raw.sort, (item) => wrap(readSort(item))),
    filter: listOf(raw.filter, (item) => wrap(readFilter(item))),
    group_by: listOf(raw.group_by, (item) => wrap(readText(item))),
    split_by: listOf(raw.split_by, (item) => wrap(readText(item))),
    aggregates: recordOf(raw.aggregates, (item) => readText(item) ?? listOf(item, (text) => wrap(readText(text)))),
    expressions: recordOf(raw.expressions, readText),
    plugin_config: recordOf(raw.plugin_config, (item) => readJson(item, MAX_DEPTH)),
    columns_config: recordOf(raw.columns_config, (item) => readJson(item, MAX_DEPTH)),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== null && part !== undefined));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a name that may become the key of an object. */
export function isSafeKey(key: string): boolean {
  return key.length <= MAX_TEXT && !FORBIDDEN.has(key);
}

function readText(value: unknown): string | null {
  return typeof value === 'string' && value.length <= MAX_TEXT && !FORBIDDEN.has(value) ? value : null;
}

function readSort(value: unknown): Sort | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const column = readText(value[0]);
  return column !== null && DIRECTIONS.has(value[1]) ? [column, value[1] as string] : null;
}

type Operand = string | number | boolean | null;

function readFilter(value: unknown): ConfigFilter | null {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) return null;
  const column = readText(value[0]);
  const operator = readText(value[1]);
  const operand: unknown = value[2] ?? null;
  if (column === null || operator === null) return null;
  if (isOperand(operand)) return [column, operator, operand];
  const operands = listOf(operand, (item) => (isOperand(item) ? { value: item } : null));
  return operands === null ? null : [column, operator, operands];
}

function isOperand(value: unknown): value is Operand {
  if (typeof value === 'string') return value.length <= MAX_TEXT;
  return value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

function readJson(value: unknown, depth: number): Json | null {
  if (isOperand(value)) return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return listOf(value, (item) => ({ value: readJson(item, depth - 1) }));
  return recordOf(value, (item) => readJson(item, depth - 1));
}

function wrap<T>(value: T | null): { value: T } | null {
  return value === null ? null : { value };
}

/** The usable items of a list, or null if it is none. */
function listOf<T>(value: unknown, read: (item: unknown) => { value: T } | null): T[] | null {
  if (!Array.isArray(value) || value.length > MAX_ITEMS) return null;
  return value.flatMap((item) => {
    const found = read(item);
    return found === null ? [] : [found.value];
  });
}

function recordOf<T>(value: unknown, read: (item: unknown) => T | null): Record<string, T> | null {
  if (!isRecord(value)) return null;
  const entries = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(
    entries.flatMap(([key, item]) => {
      const found = isSafeKey(key) ? read(item) : null;
      return found === null ? [] : [[key, found] as const];
    }),
  );
}
