import type { AlertEvent } from '../../main/alerts/alert-event.ts';
import { HISTORY_RANGES } from '../../main/publish/stream-messages.ts';
import { alertLog } from '../alerts/alert-log.ts';
import { alertsOfLines } from '../alerts/panel-alerts.ts';
import { columnOf, formatValue, titleOf } from '../format/columns.ts';
import { pairSetting, rangeSetting, times } from '../settings/settings.ts';
import { type AxisMarks, linearMarks } from './axes.ts';
import { ChartPlugin, type Columns, type Hit } from './chart-plugin.ts';
import type { LegendItem } from './legend.ts';
import { firstWithin, flaggedSpans, nearestIndex, unbrokenRuns } from './line-geometry.ts';
import type { Palette } from './palette.ts';
import { extentOf, linearScale, padded, type Scale, timeTicks } from './scale.ts';
import { PLAIN_SPECS } from './spec-of-columns.ts';

export interface LineSeries {
  readonly column: string;
  /** Shorter name for the legend. */
  readonly label?: string;
  /** Name of a colour in the palette. */
  readonly color: string;
  readonly dash?: boolean;
  readonly width?: number;
  /** Measured on the left axis, which shows exactly `LineSpec.left`. */
  readonly isLeft?: boolean;
}

/** plugin_config of a line chart over time. */
export interface LineSpec {
  readonly kind: 'lines';
  /** The first is the most important: first in the legend, drawn on top. */
  readonly series: readonly LineSeries[];
  /** Filled area between two columns. */
  readonly band?: { readonly upper: string; readonly lower: string };
  readonly left?: readonly [number, number];
  /** The right axis starts at zero. */
  readonly fromZero?: boolean;
}

/** How near to an alert's line the pointer must be. */
const ALERT_REACH_PX = 6;
const SHORTEST_SPAN_MS = 60_000;

interface Frame {
  readonly x: Scale;
  readonly right: Scale;
  readonly left: Scale | null;
  readonly plot: { readonly x0: number; readonly x1: number; readonly y0: number; readonly y1: number };
  /** On what is drawn, within the time that is shown. */
  readonly alerts: readonly AlertEvent[];
}

/** Lines over time, a filled band, marked feed gaps. Column `time` is the x axis; rows come in ascending time. */
export class LineChart extends ChartPlugin<LineSpec> {
  #frame: Frame | null = null;

  get name(): string {
    return 'Live Lines';
  }

  protected plain(): LineSpec {
    return PLAIN_SPECS.lines;
  }

  protected paint(context: CanvasRenderingContext2D, palette: Palette, width: number, height: number): number {
    this.#frame = null;
    const spec = this.spec;
    const span = extentOf(this.values('time'));
    if (spec === null || span === null) return 0;
    const right = spec.series.filter((series) => series.isLeft !== true).map((series) => series.column);
    if (spec.band !== undefined) right.push(spec.band.upper, spec.band.lower);
    const extent = extentOf(right.flatMap((column) => this.values(column) as number[]));
    if (extent === null) return 0;
    const [low, high] = padded(spec.fromZero === true ? [Math.min(0, extent[0]), extent[1]] : extent);

    const format = columnOf(right[0] ?? '')?.format ?? 'price';
    const rows = Math.max(2, Math.floor(height / (3 * palette.fontPx)));
    const marks = linearMarks(low, high, rows, format);
    const leftMarks = spec.left === undefined ? null : linearMarks(spec.left[0], spec.left[1], 4, 'share');
    const plot = {
      x0: leftMarks === null ? 8 : 10 + widest(context, leftMarks),
      x1: width - widest(context, marks) - 12,
      y0: 8,
      y1: height - 1.65 * palette.fontPx,
    };
    const x = linearScale(span[0], Math.max(span[1], span[0] + SHORTEST_SPAN_MS), plot.x0, plot.x1);
    const columns = spec.series.map(({ column }) => column);
    const frame: Frame = {
      x,
      right: linearScale(low, high, plot.y1, plot.y0),
      left: spec.left === undefined ? null : linearScale(spec.left[0], spec.left[1], plot.y1, plot.y0),
      plot,
      alerts: alertsOfLines(alertLog.events(), pairSetting.get(), columns, x.min, x.max),
    };
    this.#frame = frame;
    this.#paintGaps(context, palette, frame);
    this.#paintAxes(context, palette, frame, marks, leftMarks);
    if (spec.band !== undefined) this.#paintBand(context, palette, frame, spec.band);
    let points = 0;
    for (const series of [...spec.series].reverse()) points += this.#paintSeries(context, palette, frame, series);
    this.#paintAlerts(context, palette, frame);
    return points;
  }

  /** The table keeps rows for a while after they have left the range. */
  protected override choose(columns: Columns): Columns {
    const first = firstWithin((columns.time ?? []) as readonly (number | null)[], HISTORY_RANGES[rangeSetting.get()]);
    if (first === 0) return columns;
    return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(first)]));
  }

  #paintGaps(context: CanvasRenderingContext2D, palette: Palette, { x, plot }: Frame): void {
    context.fillStyle = palette.gap;
    for (const [from, to] of flaggedSpans(this.values('time'), this.columns.partial ?? [])) {
      context.fillRect(x(from), plot.y0, Math.max(2, x(to) - x(from)), plot.y1 - plot.y0);
    }
  }

  #paintAlerts(context: CanvasRenderingContext2D, palette: Palette, { x, plot, alerts }: Frame): void {
    context.strokeStyle = context.fillStyle = palette.alert;
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    for (const { timeMs } of alerts) {
      const at = Math.round(x(timeMs)) + 0.5;
      context.beginPath();
      context.moveTo(at, plot.y0);
      context.lineTo(at, plot.y1);
      context.stroke();
      context.beginPath();
      context.moveTo(at - 4, plot.y0 - 6);
      context.lineTo(at + 4, plot.y0 - 6);
      context.lineTo(at, plot.y0);
      context.fill();
    }
    context.setLineDash([]);
  }

  #paintAxes(
    context: CanvasRenderingContext2D,
    palette: Palette,
    frame: Frame,
    marks: AxisMarks,
    leftMarks: AxisMarks | null,
  ): void {
    const { x, right, left, plot } = frame;
    context.strokeStyle = palette.grid;
    context.fillStyle = palette.muted;
    context.lineWidth = 1;
    context.textBaseline = 'middle';
    context.textAlign = 'left';
    context.beginPath();
    for (const tick of marks.ticks) {
      const y = Math.round(right(tick)) + 0.5;
      context.moveTo(plot.x0, y);
      context.lineTo(plot.x1, y);
      context.fillText(marks.label(tick), plot.x1 + 6, y);
    }
    context.stroke();
    if (left !== null && leftMarks !== null) {
      const color = this.spec?.series.find((series) => series.isLeft === true)?.color ?? '';
      context.fillStyle = palette.series[color] ?? palette.muted;
      context.textAlign = 'right';
      for (const tick of leftMarks.ticks) context.fillText(leftMarks.label(tick), plot.x0 - 5, left(tick));
    }
    context.fillStyle = palette.muted;
    const labelWidth = context.measureText('00:00:00').width + 18;
    const { ticks, step } = timeTicks(x.min, x.max, Math.floor((plot.x1 - plot.x0) / labelWidth));
    context.textBaseline = 'alphabetic';
    context.textAlign = 'center';
    for (const tick of ticks) {
      const label = step < 60_000 ? times().clock(tick) : times().minute(tick);
      const half = context.measureText(label).width / 2;
      const at = x(tick);
      if (at - half >= 0 && at + half <= plot.x1 + half) context.fillText(label, at, plot.y1 + 1.2 * palette.fontPx);
    }
  }

  #paintBand(
    context: CanvasRenderingContext2D,
    palette: Palette,
    { x, right }: Frame,
    band: { upper: string; lower: string },
  ): void {
    const time = this.values('time');
    const [upper, lower] = [this.values(band.upper), this.values(band.lower)];
    context.fillStyle = palette.series.band ?? palette.grid;
    for (const [from, to] of unbrokenRuns(time, upper)) {
      context.beginPath();
      for (let i = from; i < to; i += 1) context.lineTo(x(time[i] ?? 0), right(upper[i] ?? 0));
      for (let i = to - 1; i >= from; i -= 1) context.lineTo(x(time[i] ?? 0), right(lower[i] ?? 0));
      context.fill();
    }
  }

  #paintSeries(
    context: CanvasRenderingContext2D,
    palette: Palette,
    { x, right, left }: Frame,
    series: LineSeries,
  ): number {
    const y = series.isLeft === true && left !== null ? left : right;
    const time = this.values('time');
    const values = this.values(series.column);
    context.strokeStyle = context.fillStyle = palette.series[series.color] ?? palette.text;
    context.lineWidth = ((series.width ?? 1.5) * palette.fontPx) / 11;
    context.lineJoin = 'round';
    context.setLineDash(series.dash === true ? [4, 3] : []);
    let points = 0;
    for (const [from, to] of unbrokenRuns(time, values)) {
      points += to - from;
      context.beginPath();
      for (let i = from; i < to; i += 1) context.lineTo(x(time[i] ?? 0), y(values[i] ?? 0));
      if (to - from > 1) context.stroke();
      else {
        context.arc(x(time[from] ?? 0), y(values[from] ?? 0), 2.5, 0, 2 * Math.PI);
        context.fill();
      }
    }
    context.setLineDash([]);
    return points;
  }

  protected hitAt(px: number, py: number): Hit | null {
    const frame = this.#frame;
    const spec = this.spec;
    if (frame === null || spec === null || px < frame.plot.x0 || px > frame.plot.x1) return null;
    const time = this.values('time');
    const share = (px - frame.plot.x0) / (frame.plot.x1 - frame.plot.x0);
    const i = nearestIndex(time, frame.x.min + share * (frame.x.max - frame.x.min));
    const at = time[i];
    if (typeof at !== 'number') return null;
    const columns = spec.series.map((series) => series.column);
    if (spec.band !== undefined) columns.push(spec.band.upper, spec.band.lower);
    const lines = [...new Set(columns)].map(
      (column) => [titleOf(column), formatValue(column, this.columns[column]?.[i] ?? null, times())] as const,
    );
    const isPartial = this.columns.partial?.[i] === true;
    for (const alert of frame.alerts) {
      if (Math.abs(frame.x(alert.timeMs) - px) <= ALERT_REACH_PX) lines.push(['Alert', alert.text]);
    }
    return {
      pair: null,
      title: times().clock(at),
      lines: isPartial ? [...lines, ['Feed gap', 'window incomplete']] : lines,
      x: frame.x(at),
      y: py,
    };
  }

  protected paintHit(context: CanvasRenderingContext2D, palette: Palette, hit: Hit): void {
    if (this.#frame === null) return;
    const { plot } = this.#frame;
    context.strokeStyle = palette.muted;
    context.beginPath();
    context.moveTo(Math.round(hit.x) + 0.5, plot.y0);
    context.lineTo(Math.round(hit.x) + 0.5, plot.y1);
    context.stroke();
  }

  protected legend(palette: Palette): readonly LegendItem[] {
    const spec = this.spec;
    if (spec === null || this.#frame === null) return [];
    const items: LegendItem[] = spec.series.map((series) => ({
      label: series.label ?? titleOf(series.column),
      value: formatValue(series.column, this.#last(series.column), times()),
      mark: series.dash === true ? 'dash' : 'line',
      color: palette.series[series.color] ?? palette.text,
    }));
    if (this.#frame.alerts.length > 0) items.push({ label: 'Alert', mark: 'dash', color: palette.alert });
    if (this.columns.partial?.includes(true)) items.push({ label: 'Feed gap', mark: 'area', color: palette.gap });
    return items;
  }

  protected describe(): string {
    if (this.#frame === null || this.spec === null) return 'Chart without data yet';
    const parts = this.spec.series.map(
      ({ column }) => `${titleOf(column)} ${formatValue(column, this.#last(column), times())}`,
    );
    const alerts = this.#frame.alerts.length;
    const marks = alerts === 0 ? '' : `; alerts marked: ${alerts}`;
    return `Lines over time, newest values: ${parts.join(', ')}${marks}`;
  }

  #last(column: string): number | null {
    return this.values(column).at(-1) ?? null;
  }
}

function widest(context: CanvasRenderingContext2D, marks: AxisMarks): number {
  return Math.max(0, ...marks.ticks.map((tick) => context.measureText(marks.label(tick)).width));
}
