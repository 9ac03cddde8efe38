import { colorExtent } from '../charts/color.ts';
import type { LegendItem } from '../charts/legend.ts';
import { extentOf, padded } from '../charts/scale.ts';
import type { ScatterSpec } from '../charts/scatter.ts';
import type { ScatterAxis } from '../charts/scatter-axes.ts';
import { type CellValue, columnOf, titleOf } from '../format/columns.ts';
import { numbers } from '../format/number.ts';
import { type ChartInput, type D3fcRow, LABEL, powerOf, SHADE, shadeOf } from './chart-input.ts';
import { DIVERGING_RAMP } from './ramps.ts';

type Row = Readonly<Record<string, CellValue>>;

/** d3fc draws the smallest size as a dot of no size: a size below zero that nobody has makes room for it. */
const SMALLEST_SHARE = 0.04;
/** Room on the right for the name of the selected pair, as a share of the axis. */
const NAME_SHARE = 0.15;

/**
 * A scatter chart with one dot per pair; only `selected` carries its name. Rows without a place hold the ends of the
 * colour and the size scale, which d3fc takes from the data.
 */
export function scatterInput(spec: ScatterSpec, raw: readonly Row[], selected: string): ChartInput {
  const usable = raw.filter((row) => isPlace(spec.x, row[spec.x.column]) && isPlace(spec.y, row[spec.y.column]));
  const values = (column: string) => usable.map((row) => row[column] as number | null);
  const { column: colored, center, least } = spec.color;
  const extent =
    spec.color.extent ??
    colorExtent(
      values(colored).map((value) => (value ?? center) - center),
      values(spec.size),
      least,
    );
  const shown = [...new Set([spec.x.column, spec.y.column, spec.size, colored, ...spec.details])];
  const logarithmic = new Set([spec.x, spec.y].filter((axis) => axis.scale === 'log').map(({ column }) => column));
  const rows: D3fcRow[] = usable.map((row) => ({
    __ROW_PATH__: [row.pair ?? null],
    ...Object.fromEntries(
      shown.map((column) => [titleOf(column), placeOf(row[column] ?? null, logarithmic.has(column))]),
    ),
    [SHADE]: shadeOf(row[colored], center, extent),
    [LABEL]: row.pair === selected ? selected : null,
  }));
  const sizes = values(spec.size).map((size) => size ?? 0);
  const largest = Math.max(...sizes, Number.MIN_VALUE);
  const held = [-1, 1].map((end) => ({
    __ROW_PATH__: [''],
    ...Object.fromEntries(shown.map((column) => [titleOf(column), null])),
    [titleOf(spec.size)]: end < 0 ? -SMALLEST_SHARE * largest : largest,
    [SHADE]: end,
    [LABEL]: null,
  }));
  const roles = [titleOf(spec.x.column), titleOf(spec.y.column), SHADE, titleOf(spec.size), null, LABEL];
  const rest = shown.map(titleOf).filter((name) => !roles.includes(name));
  const main = [...roles, ...rest].filter((name) => name !== null);
  return {
    cross: { name: 'Pair', type: 'string' },
    main: main.map((name) => ({ name, type: name === LABEL ? 'string' : 'float' })),
    roles: [...roles, ...rest],
    rows: rows.length === 0 ? [] : [...rows, ...held],
    domains: [withRoom(domainOf(spec.x, values(spec.x.column))), domainOf(spec.y, values(spec.y.column))],
    shown: rows.length,
    legend: rows.length === 0 ? [] : legendOf(spec, extent),
    columns: new Map(shown.map((column) => [titleOf(column), column])),
    logarithmic: new Set([...logarithmic].map(titleOf)),
    pairs: new Map(usable.map((row) => [String(row.pair), String(row.pair)])),
  };
}

function isPlace(axis: ScatterAxis, value: CellValue | undefined): boolean {
  return typeof value === 'number' && Number.isFinite(value) && (axis.scale === 'linear' || value > 0);
}

function placeOf(value: CellValue, isLogarithmic: boolean): CellValue {
  return isLogarithmic && typeof value === 'number' ? powerOf(value) : value;
}

/** What an axis shows, in the units of the chart; equal values get a visible neighbourhood. */
function domainOf(axis: ScatterAxis, values: readonly (number | null)[]): [number, number] {
  if (axis.domain !== undefined) return [axis.domain[0], axis.domain[1]];
  const [min, max] = extentOf(values) ?? [1, 1];
  if (axis.scale === 'log') return [powerOf(10 ** Math.floor(Math.log10(min))), powerOf(max * 1.6)];
  const line = axis.line ?? min;
  return padded([Math.min(min, line), Math.max(max, line)], 0.1);
}

function withRoom([min, max]: readonly [number, number]): [number, number] {
  return [min, max + (max - min) * NAME_SHARE];
}

function legendOf(spec: ScatterSpec, extent: number): LegendItem[] {
  const { column, center } = spec.color;
  const ends =
    columnOf(column)?.format === 'share'
      ? `${numbers.shortPercent(center - extent)} … ${numbers.shortPercent(center + extent)}`
      : `±${numbers.shortPercent(extent)}`;
  return [
    { label: ends, mark: 'ramp', color: DIVERGING_RAMP },
    { label: `colour: ${titleOf(column)} · area: ${titleOf(spec.size)}`, mark: 'note' },
  ];
}
