import { colorExtent } from '../charts/color.ts';
import type { LegendItem } from '../charts/legend.ts';
import { shortNamesOf } from '../charts/short-names.ts';
import type { TreemapSpec } from '../charts/treemap.ts';
import { type CellValue, titleOf } from '../format/columns.ts';
import { numbers } from '../format/number.ts';
import { type ChartInput, type D3fcRow, SHADE, shadeOf } from './chart-input.ts';
import { DIVERGING_RAMP } from './ramps.ts';

type Row = Readonly<Record<string, CellValue>>;

/**
 * A treemap with one tile per pair. Two tiles without area hold the ends of the colour scale, which d3fc takes from the
 * data. `orderOf` puts the pairs in order of layout.
 */
export function treemapInput(
  spec: TreemapSpec,
  raw: readonly Row[],
  orderOf: (areas: ReadonlyMap<string, number>) => readonly string[],
): ChartInput {
  const rowOf = new Map<string, Row>();
  const areas = new Map<string, number>();
  for (const row of raw) {
    const [pair, area] = [row.pair, row[spec.area]];
    if (typeof pair !== 'string' || typeof area !== 'number' || !Number.isFinite(area) || area <= 0) continue;
    rowOf.set(pair, row);
    areas.set(pair, area);
  }
  const order = orderOf(areas);
  const largest = Math.max(...areas.values(), Number.MIN_VALUE);
  const extent = spec.color.kind === 'diverging' ? extentOf(spec.color, spec.area, [...rowOf.values()]) : 1;
  const shade = (row: Row | undefined) =>
    spec.color.kind === 'diverging'
      ? shadeOf(row?.[spec.color.column], 0, extent)
      : shadeOf(row?.[spec.area], 0, largest);

  const details = [...(spec.color.kind === 'diverging' ? [spec.color.column] : []), ...spec.details];
  const shown = [spec.area, ...details];
  const names = shortNamesOf(order);
  const rows: D3fcRow[] = order.map((pair) => {
    const row = rowOf.get(pair);
    return {
      __ROW_PATH__: [names.get(pair) ?? pair],
      [titleOf(spec.area)]: areas.get(pair) ?? 0,
      [SHADE]: shade(row),
      ...Object.fromEntries(details.map((column) => [titleOf(column), row?.[column] ?? null])),
    };
  });
  const ends = spec.color.kind === 'diverging' ? [-1, 1] : [shadeOf(null, 0, 1), 1];
  const held = ends.map((end, i) => ({
    // Rows of one name would be one tile.
    __ROW_PATH__: [` ${i}`],
    ...Object.fromEntries(shown.map((column) => [titleOf(column), 0])),
    [SHADE]: end,
  }));
  const main = [titleOf(spec.area), SHADE, ...details.map(titleOf)];
  return {
    cross: { name: 'Pair', type: 'string' },
    main: main.map((name) => ({ name, type: 'float' })),
    roles: main,
    rows: rows.length === 0 ? [] : [...rows, ...held],
    domains: [],
    shown: rows.length,
    legend: rows.length === 0 ? [] : legendOf(spec, extent),
    columns: new Map(shown.map((column) => [titleOf(column), column])),
    logarithmic: new Set(),
    pairs: new Map(order.map((pair) => [names.get(pair) ?? pair, pair])),
  };
}

function extentOf(
  color: { readonly column: string; readonly least: number },
  area: string,
  rows: readonly Row[],
): number {
  const values = (column: string) => rows.map((row) => row[column] as number | null);
  return colorExtent(values(color.column), values(area), color.least);
}

function legendOf(spec: TreemapSpec, extent: number): LegendItem[] {
  if (spec.color.kind === 'heat') return [{ label: `area and colour: ${titleOf(spec.area)}`, mark: 'note' }];
  return [
    { label: `±${numbers.shortPercent(extent)}`, mark: 'ramp', color: DIVERGING_RAMP },
    { label: `colour: ${titleOf(spec.color.column)} · area: ${titleOf(spec.area)}`, mark: 'note' },
  ];
}
