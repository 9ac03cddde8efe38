import type { LegendItem } from '../charts/legend.ts';
import type { LineSpec } from '../charts/line-chart.ts';
import type { ScatterSpec } from '../charts/scatter.ts';
import type { TreemapSpec } from '../charts/treemap.ts';
import type { CellValue } from '../format/columns.ts';

/** A chart of a panel: the same description serves both chart engines. */
export type ChartSpec = TreemapSpec | ScatterSpec | LineSpec;

/** A row as d3fc reads it: values by heading, and under `__ROW_PATH__` what the row stands for. */
export type D3fcRow = Readonly<Record<string, CellValue | readonly CellValue[]>>;

/** A column as d3fc reads it; its name is what people see on axes and in tooltips. */
export interface D3fcField {
  readonly name: string;
  readonly type: 'float' | 'string' | 'datetime';
}

/** What d3fc draws. Headings instead of column names; rows and limits that the charts need are already in. */
export interface ChartInput {
  /** What a row stands for: a pair or an instant. */
  readonly cross: D3fcField;
  readonly main: readonly D3fcField[];
  /** Headings by role (x, y, colour, ...), null = role not used. */
  readonly roles: readonly (string | null)[];
  readonly rows: readonly D3fcRow[];
  /** What the axes show at least: [x, y] of a scatter chart, [y] of lines. */
  readonly domains: readonly (readonly [number, number])[];
  /** Marks that stand for data. */
  readonly shown: number;
  readonly legend: readonly LegendItem[];
  /** Column behind each heading, for the formats of axes and tooltips; headings that are not here are not shown. */
  readonly columns: ReadonlyMap<string, string>;
  /** Headings whose values are powers of ten. */
  readonly logarithmic: ReadonlySet<string>;
  /** Pair behind each label of a row. */
  readonly pairs: ReadonlyMap<string, string>;
}

/** Colour of a mark: -1 full down, 0 neutral, +1 full up; of a heat map 0 weak to 1 strong. */
export const SHADE = 'shade';
/** Text beside a dot; null for most. */
export const LABEL = 'label';
/** No value is exactly this: d3fc takes a colour of 0 for "no colour". */
const FAINT = 1e-9;

/** A difference from the centre as colour, `extent` away at full strength; unknown = neutral. */
export function shadeOf(value: CellValue | undefined, center: number, extent: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return FAINT;
  const share = Math.max(-1, Math.min(1, (value - center) / extent));
  // The square root brings out small differences: most returns lie close to 0.
  return Math.sign(share) * Math.sqrt(Math.abs(share)) || FAINT;
}

/** d3fc emphasises the grid line of 0, which means nothing among powers of ten: they are moved away from it. */
const POWER_OFFSET = 20;

/** The place of a value (> 0) on a logarithmic axis. */
export function powerOf(value: number): number {
  return Math.log10(value) + POWER_OFFSET;
}

/** The value at a place of a logarithmic axis. */
export function valueOfPower(power: number): number {
  return 10 ** (power - POWER_OFFSET);
}
