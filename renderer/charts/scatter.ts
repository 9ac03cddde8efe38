import { columnOf, formatValue, titleOf } from '../format/columns.ts';
import { numbers } from '../format/number.ts';
import { pairSetting, times } from '../settings/settings.ts';
import { ChartPlugin, type Hit } from './chart-plugin.ts';
import { colorExtent, css, divergingColor } from './color.ts';
import { type Box, createLabelPlacer } from './label-placer.ts';
import type { LegendItem } from './legend.ts';
import type { Palette } from './palette.ts';
import { type AxisSide, domainOf, marksOf, paintScatterAxes, type ScatterAxis, scaleOf } from './scatter-axes.ts';
import { PLAIN_SPECS } from './spec-of-columns.ts';

/** plugin_config of a scatter chart with one dot per pair. */
export interface ScatterSpec {
  readonly kind: 'scatter';
  readonly x: ScatterAxis;
  readonly y: ScatterAxis;
  /** Column that the areas of the dots follow. */
  readonly size: string;
  /** Diverging colour around `center`; `extent` = distance of the full colours, else it follows the data from `least` up. */
  readonly color: {
    readonly column: string;
    readonly center: number;
    readonly extent?: number;
    readonly least: number;
  };
  /** More columns for the tooltip. */
  readonly details: readonly string[];
}

interface Dot {
  readonly row: number;
  readonly pair: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Radius of the smallest dots, in font sizes. */
const SMALLEST_RADIUS = 0.28;
const POINTER_REACH_PX = 24;

/** One dot per pair on two axes, with the area of the dot and its colour as third and fourth value. */
export class ScatterChart extends ChartPlugin<ScatterSpec> {
  #dots: Dot[] = [];
  #xDomain: [number, number] | null = null;
  #yDomain: [number, number] | null = null;
  #extent = 0;

  get name(): string {
    return 'Live Scatter';
  }

  protected plain(): ScatterSpec {
    return PLAIN_SPECS.scatter;
  }

  protected paint(context: CanvasRenderingContext2D, palette: Palette, width: number, height: number): number {
    this.#dots = [];
    const spec = this.spec;
    if (spec === null) return 0;
    const rows = this.#usableRows(spec);
    if (rows.length === 0) return 0;
    const smallestRadius = SMALLEST_RADIUS * palette.fontPx;
    const largestRadius = Math.min(3 * palette.fontPx, Math.max(9, Math.min(width, height) / 10));
    this.#xDomain = domainOf(this.values(spec.x.column), rows, spec.x, this.#xDomain);
    this.#yDomain = domainOf(this.values(spec.y.column), rows, spec.y, this.#yDomain);
    const yMarks = marksOf(spec.y, this.#yDomain, Math.max(2, Math.floor(height / (3.2 * palette.fontPx))));
    const labelWidth = Math.max(...yMarks.ticks.map((tick) => context.measureText(yMarks.label(tick)).width));
    const plot = { x0: 14 + labelWidth, x1: width - 8, y0: 6, y1: height - 2.75 * palette.fontPx };
    const xMarks = marksOf(spec.x, this.#xDomain, Math.max(2, Math.floor((plot.x1 - plot.x0) / (8 * palette.fontPx))));
    // Room at the ends keeps large dots inside.
    const x = scaleOf(spec.x, this.#xDomain, plot.x0 + smallestRadius, plot.x1 - largestRadius);
    const y = scaleOf(spec.y, this.#yDomain, plot.y1 - largestRadius / 2, plot.y0 + largestRadius / 2);
    const sides: AxisSide[] = [
      { axis: spec.x, scale: x, marks: xMarks },
      { axis: spec.y, scale: y, marks: yMarks },
    ];
    paintScatterAxes(context, palette, sides, plot);

    const sizes = this.values(spec.size);
    const largest = Math.max(...rows.map((row) => sizes[row] ?? 0), Number.MIN_VALUE);
    this.#dots = rows
      .map((row) => ({
        row,
        pair: this.texts('pair')[row] ?? '',
        x: x(this.values(spec.x.column)[row] ?? 0),
        y: y(this.values(spec.y.column)[row] ?? 0),
        radius: Math.max(smallestRadius, largestRadius * Math.sqrt(Math.max(0, sizes[row] ?? 0) / largest)),
      }))
      .sort((a, b) => b.radius - a.radius);
    this.#paintDots(context, palette, spec, rows);
    this.#paintLabels(context, palette, { ...plot, y0: 0, x1: width });
    return this.#dots.length;
  }

  #usableRows(spec: ScatterSpec): number[] {
    const [xs, ys] = [this.values(spec.x.column), this.values(spec.y.column)];
    const rows: number[] = [];
    for (let row = 0; row < this.rows; row += 1) {
      const [x, y] = [xs[row], ys[row]];
      if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y)) continue;
      if ((spec.x.scale === 'log' && x <= 0) || (spec.y.scale === 'log' && y <= 0)) continue;
      rows.push(row);
    }
    return rows;
  }

  #paintDots(context: CanvasRenderingContext2D, palette: Palette, spec: ScatterSpec, rows: readonly number[]): void {
    const { column, center, least } = spec.color;
    const values = this.values(column);
    const sizes = this.values(spec.size);
    this.#extent =
      spec.color.extent ??
      colorExtent(
        rows.map((row) => (values[row] ?? center) - center),
        rows.map((row) => sizes[row] ?? null),
        least,
      );
    const color = divergingColor(palette.down, palette.neutral, palette.up);
    for (const dot of this.#dots) {
      const value = values[dot.row];
      const rgb = typeof value === 'number' ? color((value - center) / this.#extent) : palette.neutral;
      context.beginPath();
      context.arc(dot.x, dot.y, dot.radius, 0, 2 * Math.PI);
      context.fillStyle = css(rgb, 0.72);
      context.fill();
      context.lineWidth = 1;
      context.strokeStyle = css(rgb);
      context.stroke();
    }
    const selected = this.#dots.find((dot) => dot.pair === pairSetting.get());
    if (selected !== undefined) ring(context, palette.accent, selected);
  }

  #paintLabels(context: CanvasRenderingContext2D, palette: Palette, plot: Box): void {
    const place = createLabelPlacer(plot);
    const room = (plot.x1 - plot.x0) * (plot.y1 - plot.y0);
    const most = Math.max(5, Math.floor(room / (65 * palette.fontPx ** 2)));
    const selected = pairSetting.get();
    const isSelected = (dot: Dot) => dot.pair === selected;
    const selectedFirst = [...this.#dots.filter(isSelected), ...this.#dots.filter((dot) => !isSelected(dot))];
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.lineWidth = 3;
    context.strokeStyle = palette.surface;
    context.fillStyle = palette.text;
    let placed = 0;
    for (const dot of selectedFirst) {
      if (placed >= most) break;
      const labelWidth = context.measureText(dot.pair).width;
      const right = dot.x + dot.radius + 3;
      const left = dot.x - dot.radius - 3 - labelWidth;
      const at = [right, left].find((x) => place(x, dot.y - palette.fontPx * 0.65, labelWidth, palette.fontPx * 1.3));
      if (at === undefined) continue;
      context.strokeText(dot.pair, at, dot.y);
      context.fillText(dot.pair, at, dot.y);
      placed += 1;
    }
  }

  protected hitAt(px: number, py: number): Hit | null {
    let best: Dot | null = null;
    let bestDistance = POINTER_REACH_PX;
    for (const dot of this.#dots) {
      const distance = Math.hypot(dot.x - px, dot.y - py) - dot.radius;
      // Dots are ordered from large to small, so a small dot on a large one wins.
      if (distance <= Math.max(0, bestDistance)) {
        best = dot;
        bestDistance = distance;
      }
    }
    const spec = this.spec;
    if (best === null || spec === null) return null;
    const { row, pair, x, y } = best;
    const columns = [...new Set([spec.x.column, spec.y.column, spec.size, spec.color.column, ...spec.details])];
    return {
      pair,
      title: pair,
      lines: columns.map((column) => [
        titleOf(column),
        formatValue(column, this.columns[column]?.[row] ?? null, times()),
      ]),
      x,
      y,
    };
  }

  protected paintHit(context: CanvasRenderingContext2D, palette: Palette, hit: Hit): void {
    const dot = this.#dots.find((candidate) => candidate.pair === hit.pair);
    if (dot !== undefined) ring(context, palette.text, dot);
  }

  protected legend(palette: Palette): readonly LegendItem[] {
    const spec = this.spec;
    if (spec === null || this.#dots.length === 0) return [];
    const { column, center } = spec.color;
    const ends =
      columnOf(column)?.format === 'share'
        ? `${numbers.shortPercent(center - this.#extent)} … ${numbers.shortPercent(center + this.#extent)}`
        : `±${columnOf(column)?.format === 'percent' ? numbers.shortPercent(this.#extent) : numbers.magnitude(this.#extent)}`;
    const ramp = `linear-gradient(90deg, ${css(palette.down)}, ${css(palette.neutral)}, ${css(palette.up)})`;
    return [
      { label: ends, mark: 'ramp', color: ramp },
      { label: `colour: ${titleOf(column)} · area: ${titleOf(spec.size)}`, mark: 'note' },
    ];
  }

  protected describe(): string {
    if (this.spec === null || this.#dots.length === 0) return 'Chart without data yet';
    const { x, y } = this.spec;
    return `${this.#dots.length} pairs by ${titleOf(x.column)} and ${titleOf(y.column)}`;
  }
}

function ring(context: CanvasRenderingContext2D, color: string, dot: Dot): void {
  context.beginPath();
  context.arc(dot.x, dot.y, dot.radius + 2, 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = color;
  context.stroke();
}
