import type { ChartEngine } from '../settings/settings.ts';
import type { PanelConfig } from './panel-config.ts';

/** Number of the newest format; see migrations.ts. */
export const LAYOUT_VERSION = 1;
export const LAYOUT_PRODUCT = 'Multi-Ticker Dashboard';
export const LAYOUT_KIND = 'layout';

export const PAGE_KEYS = ['multi', 'single'] as const;
export type PageKey = (typeof PAGE_KEYS)[number];

export interface PlacedPanel {
  readonly id: string;
  /** Share of the row, 0 to 1. */
  readonly width: number;
}

export interface LayoutRow {
  /** Share of the page's height, 0 to 1. */
  readonly height: number;
  readonly panels: readonly PlacedPanel[];
}

/** Where the panels stand. Every panel of the page is either in exactly one row or hidden. */
export interface Arrangement {
  readonly rows: readonly LayoutRow[];
  readonly hidden: readonly string[];
}

/** What the user has made of a page. */
export interface Layout extends Arrangement {
  /** Panels that differ from their own configuration, by id. */
  readonly panels: Readonly<Record<string, PanelConfig>>;
  /** What draws the charts; absent = whatever is chosen. */
  readonly chartEngine?: ChartEngine;
}

/** A layout as it is stored, exported and linked. */
export interface LayoutDocument extends Layout {
  readonly product: typeof LAYOUT_PRODUCT;
  readonly kind: typeof LAYOUT_KIND;
  readonly version: typeof LAYOUT_VERSION;
  readonly page: PageKey;
  readonly name: string;
}

/** Puts a name and the marks of the format to a layout. */
export function documentOf(page: PageKey, name: string, layout: Layout): LayoutDocument {
  const { rows, hidden, panels, chartEngine } = layout;
  return {
    product: LAYOUT_PRODUCT,
    kind: LAYOUT_KIND,
    version: LAYOUT_VERSION,
    page,
    name,
    ...(chartEngine !== undefined && { chartEngine }),
    rows,
    hidden,
    panels,
  };
}

/** Sizes are kept with four digits: a tenth of a pixel, and a file stays readable. */
export function roundShare(share: number): number {
  return Math.round(share * 1e4) / 1e4;
}

function equalShare(count: number): number {
  return roundShare(1 / count);
}

/** Panels in rows of equal sizes. */
export function equalRows(rows: readonly (readonly string[])[]): LayoutRow[] {
  return rows.map((ids) => ({
    height: equalShare(rows.length),
    panels: ids.map((id) => ({ id, width: equalShare(ids.length) })),
  }));
}

/** The layout of a page that nobody has changed. */
export function defaultLayout(rows: readonly (readonly string[])[]): Layout {
  return { rows: equalRows(rows), hidden: [], panels: {} };
}
