import { columnOf, titleOf } from '../format/columns.ts';
import { type AxisMarks, linearMarks, logMarks } from './axes.ts';
import type { Palette } from './palette.ts';
import { extentOf, linearScale, logScale, padded, type Scale, steadyDomain } from './scale.ts';

export interface ScatterAxis {
  readonly column: string;
  readonly scale: 'linear' | 'log';
  /** Shows exactly this; otherwise the axis follows the data. */
  readonly domain?: readonly [number, number];
  /** A line across the plot at this value. */
  readonly line?: number;
}

/** One of the two axes, ready to draw: x first, y second. */
export interface AxisSide {
  readonly axis: ScatterAxis;
  readonly scale: Scale;
  readonly marks: AxisMarks;
}

/** The domain of an axis for the values of `rows`, kept still while the one before still fits. */
export function domainOf(
  values: readonly (number | null)[],
  rows: readonly number[],
  axis: ScatterAxis,
  before: [number, number] | null,
): [number, number] {
  if (axis.domain !== undefined) return [axis.domain[0], axis.domain[1]];
  const extent = extentOf(rows.map((row) => values[row] ?? null)) ?? [0, 1];
  if (axis.scale === 'log') {
    const next: [number, number] = [10 ** Math.floor(Math.log10(extent[0])), extent[1] * 1.6];
    return steadyDomain(before, next, 0);
  }
  return steadyDomain(
    before,
    padded(axis.line === undefined ? extent : [Math.min(extent[0], axis.line), Math.max(extent[1], axis.line)], 0.1),
  );
}

export function scaleOf(axis: ScatterAxis, [min, max]: [number, number], from: number, to: number): Scale {
  return axis.scale === 'log' ? logScale(min, max, from, to) : linearScale(min, max, from, to);
}

export function marksOf(axis: ScatterAxis, [min, max]: [number, number], count: number): AxisMarks {
  return axis.scale === 'log'
    ? logMarks(min, max, count)
    : linearMarks(min, max, count, columnOf(axis.column)?.format ?? 'price');
}

/** Grid, labels and names of both axes, and the line of the vertical one. */
export function paintScatterAxes(
  context: CanvasRenderingContext2D,
  palette: Palette,
  [x, y]: readonly AxisSide[],
  plot: { readonly x0: number; readonly x1: number; readonly y0: number; readonly y1: number },
): void {
  if (x === undefined || y === undefined) return;
  const line = (x0: number, y0: number, x1: number, y1: number) => {
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  };
  context.lineWidth = 1;
  context.fillStyle = palette.muted;
  context.strokeStyle = palette.grid;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const tick of y.marks.ticks) {
    const at = Math.round(y.scale(tick)) + 0.5;
    line(plot.x0, at, plot.x1, at);
    context.fillText(y.marks.label(tick), plot.x0 - 5, at);
  }
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  for (const tick of x.marks.ticks) {
    const at = Math.round(x.scale(tick)) + 0.5;
    line(at, plot.y0, at, plot.y1);
    context.fillText(x.marks.label(tick), at, plot.y1 + 1.1 * palette.fontPx);
  }
  context.strokeStyle = palette.muted;
  if (y.axis.line !== undefined) {
    const at = Math.round(y.scale(y.axis.line)) + 0.5;
    line(plot.x0, at, plot.x1, at);
  }
  const names = `${titleOf(x.axis.column)} →   ↑ ${titleOf(y.axis.column)}`;
  context.fillText(names, (plot.x0 + plot.x1) / 2, plot.y1 + 2.3 * palette.fontPx);
}
