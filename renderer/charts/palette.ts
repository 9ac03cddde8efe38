import { parseColor, type Rgb } from './color.ts';

/** The colours that charts draw with, taken from the page's design tokens (styles/tokens.css). */
export interface Palette {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly accent: string;
  readonly surface: string;
  readonly gap: string;
  readonly alert: string;
  readonly up: Rgb;
  readonly down: Rgb;
  readonly neutral: Rgb;
  readonly heatLow: Rgb;
  readonly heatHigh: Rgb;
  readonly series: Readonly<Record<string, string>>;
  /** Families and size of the text on charts. */
  readonly font: string;
  readonly fontPx: number;
}

const SERIES = ['series-1', 'series-2', 'series-3', 'series-4', 'up', 'down', 'band'] as const;

/** Reads the tokens as they apply to `element` now (they change with the theme). */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: token('text'),
    muted: token('text-muted'),
    grid: token('chart-grid'),
    accent: token('accent'),
    surface: token('panel'),
    gap: token('chart-gap'),
    alert: token('alert'),
    up: parseColor(token('up')),
    down: parseColor(token('down')),
    neutral: parseColor(token('chart-neutral')),
    heatLow: parseColor(token('heat-low')),
    heatHigh: parseColor(token('heat-high')),
    series: Object.fromEntries(SERIES.map((name) => [name, token(name)])),
    font: token('font-ui'),
    fontPx: Number.parseFloat(style.fontSize) || 11,
  };
}
