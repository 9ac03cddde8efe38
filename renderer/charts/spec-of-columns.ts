import type { ChartSpec } from '../d3fc/chart-input.ts';
import { columnOf } from '../format/columns.ts';
import type { LineSpec } from './line-chart.ts';
import type { ScatterSpec } from './scatter.ts';
import type { ScatterAxis } from './scatter-axes.ts';
import type { TreemapSpec } from './treemap.ts';

type Columns = readonly (string | null)[];

/** Half-width of a colour scale whose values are all the same. */
const LEAST = 1e-6;

/** What the places of a chart's columns stand for, in Perspective's configuration; the last takes all that follow. */
export const COLUMN_PLACES: Readonly<Record<ChartSpec['kind'], readonly string[]>> = {
  treemap: ['Pair', 'Area', 'Colour', 'Details'],
  scatter: ['Pair', 'Across', 'Up, colour', 'Size', 'Details'],
  lines: ['Time', 'Lines'],
};

/** Charts of a table whose panel is none: what is not said by columns. */
export const PLAIN_SPECS = {
  treemap: { kind: 'treemap', area: '', color: { kind: 'heat' }, details: [] },
  scatter: {
    kind: 'scatter',
    x: { column: '', scale: 'linear' },
    y: { column: '', scale: 'linear' },
    size: '',
    color: { column: '', center: 0, least: LEAST },
    details: [],
  },
  lines: { kind: 'lines', series: [] },
} as const satisfies { [K in ChartSpec['kind']]: Extract<ChartSpec, { kind: K }> };

/**
 * The chart that a view's columns ask for, place by place. Where a column stands where the panel itself has it, it is drawn as the
 * panel draws it.
 */
export function specOfColumns(base: ChartSpec, columns: Columns): ChartSpec {
  switch (base.kind) {
    case 'treemap':
      return treemapOf(base, columns);
    case 'scatter':
      return scatterOf(base, columns);
    case 'lines':
      return linesOf(base, columns);
  }
}

function treemapOf(base: TreemapSpec, columns: Columns): TreemapSpec {
  const column = columns[2] ?? null;
  const area = columns[1] ?? base.area;
  if (base.color.kind === 'diverging' && base.color.column === column) {
    return { kind: 'treemap', area, color: base.color, details: namesFrom(columns, 3) };
  }
  // The scale of colours runs from down to up, so it fits changes and other percentages; the rest is told by the area.
  return column !== null && columnOf(column)?.format === 'percent'
    ? { kind: 'treemap', area, color: { kind: 'diverging', column, least: LEAST }, details: namesFrom(columns, 3) }
    : { kind: 'treemap', area, color: { kind: 'heat' }, details: namesFrom(columns, 2) };
}

function scatterOf(base: ScatterSpec, columns: Columns): ScatterSpec {
  const y = axisOf(base.y, columns[2] ?? base.y.column);
  return {
    kind: 'scatter',
    x: axisOf(base.x, columns[1] ?? base.x.column),
    y,
    size: columns[3] ?? base.size,
    color: base.color.column === y.column ? base.color : dotColorOf(y.column),
    details: namesFrom(columns, 4),
  };
}

function dotColorOf(column: string): ScatterSpec['color'] {
  return columnOf(column)?.format === 'share'
    ? { column, center: 0.5, extent: 0.5, least: 0.5 }
    : { column, center: 0, least: LEAST };
}

function axisOf(base: ScatterAxis, column: string): ScatterAxis {
  if (base.column === column) return base;
  const format = columnOf(column)?.format;
  if (format === 'share') return { column, scale: 'linear', domain: [0, 1], line: 0.5 };
  // Volumes and prices of a market span many powers of ten.
  const isWide = format === 'quote-volume' || format === 'price' || format === 'size';
  return { column, scale: isWide ? 'log' : 'linear', ...(column.startsWith('return') && { line: 0 }) };
}

const MORE_COLORS = ['series-1', 'series-2', 'series-3', 'series-4'] as const;

function linesOf(base: LineSpec, columns: Columns): LineSpec {
  const names = namesFrom(columns, 1).filter((name) => columnOf(name)?.format !== 'flag');
  let added = 0;
  const series = names.map((column) => {
    const own = base.series.find((known) => known.column === column);
    if (own !== undefined) return own;
    const color = MORE_COLORS[(base.series.length + added++) % MORE_COLORS.length] ?? 'series-1';
    const isLeft = columnOf(column)?.format === 'share' && base.left !== undefined;
    return { column, color, width: 1.2, ...(isLeft && { isLeft }) };
  });
  // The panel's own order says what lies on top.
  const orderOf = (column: string) => {
    const at = base.series.findIndex((known) => known.column === column);
    return at < 0 ? base.series.length : at;
  };
  const { band, ...others } = base;
  const hasBand = band !== undefined && names.includes(band.upper) && names.includes(band.lower);
  return {
    ...others,
    series: series.toSorted((a, b) => orderOf(a.column) - orderOf(b.column)),
    ...(hasBand && { band }),
  };
}

function namesFrom(columns: Columns, first: number): string[] {
  return columns.slice(first).filter((name) => name !== null);
}
