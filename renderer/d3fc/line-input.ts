import type { LegendItem } from '../charts/legend.ts';
import type { LineSeries, LineSpec } from '../charts/line-chart.ts';
import { extentOf, padded } from '../charts/scale.ts';
import { type CellValue, formatValue, titleOf } from '../format/columns.ts';
import type { TimeFormats } from '../format/time.ts';
import type { ChartInput, D3fcRow } from './chart-input.ts';

type Row = Readonly<Record<string, CellValue>>;

const SHORTEST_SPAN_MS = 60_000;

/** The heading of a series. */
export function seriesName(series: LineSeries): string {
  return series.label ?? titleOf(series.column);
}

/** Headings that are measured on the axis of their own. */
export function secondAxis(spec: LineSpec): string[] {
  return spec.series.filter((series) => series.isLeft === true).map(seriesName);
}

/** Lines over time, broken where rows are missing. */
export function lineInput(spec: LineSpec, raw: readonly Row[], times: TimeFormats): ChartInput {
  const timed = raw.filter((row) => typeof row.time === 'number');
  const values = (series: readonly LineSeries[]) =>
    series.flatMap(({ column }) => timed.map((row) => row[column] as number | null));
  const first = spec.series.filter((series) => series.isLeft !== true);
  const extent = extentOf(values(first));
  const domain = padded(
    extent === null ? [0, 1] : [spec.fromZero === true ? Math.min(0, extent[0]) : extent[0], extent[1]],
  );
  const rowAt = (time: number, valueAt: (series: LineSeries) => CellValue): D3fcRow => ({
    __ROW_PATH__: [time],
    ...Object.fromEntries(spec.series.map((series) => [seriesName(series), valueAt(series)])),
  });

  // Where time is missing stands a row without values: the line breaks there.
  const rows: D3fcRow[] = timed.map((row) => rowAt(row.time as number, ({ column }) => finite(row[column])));
  const start = timed[0]?.time as number | undefined;
  // One instant has no width: d3fc would show half a century around it.
  if (start !== undefined && timed.at(-1)?.time === start) rows.push(rowAt(start + SHORTEST_SPAN_MS, () => null));
  // With two axes d3fc takes both from the data only: lonely points before the first row, too small to see, hold the ends.
  if (start !== undefined && spec.left !== undefined) {
    const ends = [0, 1].map((end) =>
      rowAt(start - 1, (series) => (series.isLeft === true ? spec.left?.[end] : domain[end]) ?? null),
    );
    rows.unshift(...ends.flatMap((end) => [end, rowAt(start - 1, () => null)]));
  }
  const hasData = extent !== null;
  const names = spec.series.map(seriesName);
  return {
    cross: { name: 'Time', type: 'datetime' },
    main: names.map((name) => ({ name, type: 'float' })),
    roles: names,
    rows: hasData ? rows : [],
    domains: [domain],
    shown: hasData ? timed.length : 0,
    legend: hasData ? spec.series.map((series) => legendItem(series, timed.at(-1), times)) : [],
    columns: new Map([['Time', 'time'], ...spec.series.map((series) => [seriesName(series), series.column] as const)]),
    logarithmic: new Set(),
    pairs: new Map(),
  };
}

function finite(value: CellValue | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function legendItem(series: LineSeries, row: Row | undefined, times: TimeFormats): LegendItem {
  return {
    label: seriesName(series),
    value: formatValue(series.column, row?.[series.column] ?? null, times),
    mark: series.dash === true ? 'dash' : 'line',
    color: `var(--${series.color})`,
  };
}
