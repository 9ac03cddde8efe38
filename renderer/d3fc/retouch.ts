import { type AxisMarks, linearMarks } from '../charts/axes.ts';
import { parseColor, readableOn } from '../charts/color.ts';
import type { LineSpec } from '../charts/line-chart.ts';
import { columnOf, formatValue } from '../format/columns.ts';
import { numbers } from '../format/number.ts';
import { pairSetting, times } from '../settings/settings.ts';
import { bandPath } from './band-path.ts';
import { type ChartInput, type ChartSpec, valueOfPower } from './chart-input.ts';
import { everyLabelThatFits } from './labels-that-fit.ts';
import { secondAxis, seriesName } from './line-input.ts';

const TIME_LABEL_PX = 62;
const VALUE_LABEL_PX = 46;

/** The value that d3 has bound to an element. */
function bound<T>(element: Element | null | undefined): T | undefined {
  return (element as unknown as { __data__?: T } | null | undefined)?.__data__;
}

/** Makes what d3fc has just drawn say what the other charts say: labels, formats, line styles, the selected pair. */
export function retouch(container: HTMLElement, spec: ChartSpec, input: ChartInput): void {
  switch (spec.kind) {
    case 'treemap':
      retouchTiles(container, input);
      break;
    case 'scatter':
      labelAxis(container, '.x-axis', input, input.roles[0] ?? '');
      labelAxis(container, '.y-axis', input, input.roles[1] ?? '');
      break;
    case 'lines': {
      const second = secondAxis(spec);
      const first = input.roles.find((name) => name !== null && !second.includes(name)) ?? '';
      labelAxis(container, '.x-axis', input, 'Time');
      labelAxis(container, '.y-axis', input, first);
      if (second[0] !== undefined) labelAxis(container, '.y2-axis', input, second[0]);
      styleLines(container, spec);
    }
  }
  formatTooltip(container, input);
}

function retouchTiles(container: HTMLElement, input: ChartInput): void {
  for (const tile of container.querySelectorAll<SVGGElement>('g.treemap > g')) {
    const [rect, text] = tile.children as unknown as [SVGRectElement, SVGTextElement];
    const name = bound<{ data?: { name?: string } }>(rect)?.data?.name ?? '';
    rect.classList.toggle('selected', input.pairs.get(name) === pairSetting.get());
    text.style.fill = readableOn(parseColor(rect.style.fill));
  }
}

function labelAxis(container: HTMLElement, selector: string, input: ChartInput, heading: string): void {
  const axis = container.querySelector<HTMLElement>(selector);
  const column = input.columns.get(heading);
  if (axis === null || column === undefined) return;
  const texts = [...axis.querySelectorAll<SVGTextElement>('g.tick text')];
  const values = texts.map((text) => Number(bound(text) ?? bound(text.parentElement)));
  const label = labelOf(values, column, input.logarithmic.has(heading));
  const isVertical = selector !== '.x-axis';
  const labelPx = isVertical ? 14 : column === 'time' ? TIME_LABEL_PX : VALUE_LABEL_PX;
  const every = everyLabelThatFits(texts.length, labelPx, isVertical ? axis.clientHeight : axis.clientWidth);
  texts.forEach((text, i) => {
    const value = values[i] ?? Number.NaN;
    const shown = Number.isFinite(value) && i % every === 0 ? label(value) : '';
    if (text.textContent !== shown) text.textContent = shown;
  });
}

function labelOf(values: readonly number[], column: string, isLogarithmic: boolean): AxisMarks['label'] {
  if (column === 'time') return times().clock;
  if (isLogarithmic) return (power) => numbers.magnitude(valueOfPower(power));
  const [min, max] = [Math.min(...values), Math.max(...values)];
  return linearMarks(min, max, Math.max(1, values.length - 1), columnOf(column)?.format ?? 'price').label;
}

function styleLines(container: HTMLElement, spec: LineSpec): void {
  const paths = new Map<string, SVGPathElement>();
  for (const path of container.querySelectorAll<SVGPathElement>('.plot-area path.line')) {
    const name = bound<{ key?: string }[]>(path)?.[0]?.key ?? '';
    const series = spec.series.find((candidate) => seriesName(candidate) === name);
    if (series === undefined) continue;
    paths.set(series.column, path);
    path.style.setProperty('--line-width', `${series.width ?? 1.5}px`);
    path.style.setProperty('--line-dash', series.dash === true ? '5 4' : 'none');
  }
  if (spec.band === undefined) return;
  const upper = paths.get(spec.band.upper);
  const area = bandPath(upper?.getAttribute('d') ?? null, paths.get(spec.band.lower)?.getAttribute('d') ?? null);
  const svg = upper?.closest('svg');
  let band = svg?.querySelector<SVGPathElement>('path.mtd-band') ?? null;
  if (area === null) band?.remove();
  else if (svg) {
    if (band === null) {
      band = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      band.setAttribute('class', 'mtd-band');
      svg.prepend(band);
    }
    band.setAttribute('d', area);
  }
}

function formatTooltip(container: HTMLElement, input: ChartInput): void {
  const tip = container.querySelector<HTMLElement>('.tooltip');
  if (tip === null) return;
  for (const line of tip.querySelectorAll<HTMLElement>('li')) {
    const { name, value } = bound<{ name: string; value: unknown }>(line) ?? { name: '', value: null };
    const column = input.columns.get(name);
    const pair = name === input.cross.name ? input.pairs.get(String(value)) : undefined;
    line.hidden = column === undefined && pair === undefined;
    const number = value === null || value === undefined ? Number.NaN : Number(value);
    const plain = input.logarithmic.has(name) ? valueOfPower(number) : number;
    const text = pair ?? formatValue(column ?? '', Number.isFinite(plain) ? plain : null, times());
    const shown = line.querySelector('b');
    if (shown !== null && shown.textContent !== text) shown.textContent = text;
  }
  // d3fc has placed it with its own, shorter texts.
  const over = tip.offsetLeft + tip.offsetWidth - container.clientWidth;
  if (over > 0) tip.style.left = `${Math.max(0, tip.offsetLeft - over)}px`;
}
