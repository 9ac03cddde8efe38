import type { View } from '@finos/perspective';
import type { HTMLPerspectiveViewerElement } from '@finos/perspective-viewer';
import { alertLog } from '../alerts/alert-log.ts';
import type { ChartSpec } from '../d3fc/chart-input.ts';
import type { CellValue } from '../format/columns.ts';
import { pairSetting, zoneSetting } from '../settings/settings.ts';
import styles from '../styles/chart.css?inline';
import { type LegendItem, updateLegend } from './legend.ts';
import { type Palette, readPalette } from './palette.ts';
import { COLUMN_PLACES, specOfColumns } from './spec-of-columns.ts';
import { createTooltip, type TooltipContent } from './tooltip.ts';

export type Columns = Readonly<Record<string, readonly CellValue[]>>;

/** What lies under the pointer. */
export interface Hit extends TooltipContent {
  /** The pair that a click selects; null = a click does nothing. */
  readonly pair: string | null;
  /** Where the tooltip points, pixels of the canvas. */
  readonly x: number;
  readonly y: number;
}

/** Dispatched after every drawing: `rows` in the view, `shown` marks on the chart. */
export interface DrawnDetail {
  readonly rows: number;
  readonly shown: number;
}

let sheet: CSSStyleSheet | null = null;

function chartSheet(): CSSStyleSheet {
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
  }
  return sheet;
}

/**
 * A Perspective plugin that draws on a canvas: fetching, sizing, theme, pointer and tooltip live here, the picture in
 * the subclasses. `Spec` is the JSON that the panel gives as `plugin_config`. Events: `mtd-drawn` (DrawnDetail) and
 * `mtd-pick` (the pair that was clicked).
 */
export abstract class ChartPlugin<Spec extends ChartSpec> extends HTMLElement {
  /** What is drawn: the panel's chart with the columns that are configured. */
  protected spec: Spec | null = null;
  #base: Spec = this.plain();
  protected columns: Columns = {};
  protected rows = 0;
  #hasData = false;
  readonly #canvas = document.createElement('canvas');
  readonly #overlay = document.createElement('canvas');
  readonly #stage = document.createElement('div');
  readonly #legend = document.createElement('div');
  readonly #tooltip = createTooltip();
  readonly #resizing = new ResizeObserver(() => this.repaint());
  #palette: Palette | null = null;
  #pointer: { x: number; y: number } | null = null;
  #stopFollowing: (() => void)[] = [];

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets.push(chartSheet());
    this.#legend.className = 'legend';
    this.#stage.className = 'stage';
    this.#overlay.className = 'overlay';
    this.#canvas.setAttribute('role', 'img');
    this.#stage.append(this.#canvas, this.#overlay, this.#tooltip.element);
    root.append(this.#legend, this.#stage);
    this.#stage.addEventListener('pointermove', (event) => this.#point({ x: event.offsetX, y: event.offsetY }));
    this.#stage.addEventListener('pointerleave', () => this.#point(null));
    this.#stage.addEventListener('click', (event) => {
      const pair = this.hitAt(event.offsetX, event.offsetY)?.pair;
      if (pair) this.dispatchEvent(new CustomEvent('mtd-pick', { detail: pair, bubbles: true, composed: true }));
    });
  }

  abstract get name(): string;
  /** The chart of a table whose panel is no chart. */
  protected abstract plain(): Spec;
  /** Draws everything on an empty canvas of this size; returns the number of marks shown. */
  protected abstract paint(context: CanvasRenderingContext2D, palette: Palette, width: number, height: number): number;
  /** What lies at a place of the canvas. */
  protected abstract hitAt(x: number, y: number): Hit | null;
  /** Draws the emphasis of what lies under the pointer. */
  protected abstract paintHit(context: CanvasRenderingContext2D, palette: Palette, hit: Hit): void;
  protected abstract legend(palette: Palette): readonly LegendItem[];
  /** What is drawn of the rows of the view. */
  protected choose(columns: Columns): Columns {
    return columns;
  }
  /** The picture in one sentence, for people who do not see it. */
  protected abstract describe(): string;

  get category(): string {
    return 'Market';
  }
  get select_mode(): 'toggle' {
    return 'toggle';
  }
  get min_config_columns(): number {
    return 1;
  }
  get config_column_names(): string[] {
    return [...COLUMN_PLACES[this.plain().kind]];
  }
  get priority(): number {
    return 0;
  }

  connectedCallback(): void {
    this.#resizing.observe(this.#stage);
    const repaint = () => this.repaint();
    this.#stopFollowing = [pairSetting, zoneSetting, alertLog].map((followed) => followed.subscribe(repaint));
  }

  disconnectedCallback(): void {
    this.#resizing.disconnect();
    for (const stop of this.#stopFollowing) stop();
  }

  async draw(view: View): Promise<void> {
    const viewer = this.parentElement as HTMLPerspectiveViewerElement | null;
    const columns = ((await viewer?.save()) as { columns?: (string | null)[] } | undefined)?.columns ?? [];
    this.spec = specOfColumns(this.#base, columns) as Spec;
    await this.update(view);
  }

  async update(view: View): Promise<void> {
    const columns = JSON.parse(await view.to_columns_string()) as Record<string, CellValue[]>;
    this.columns = this.choose(columns);
    this.rows = Object.values(this.columns)[0]?.length ?? 0;
    this.#hasData = true;
    this.repaint();
  }

  async clear(): Promise<void> {
    this.columns = {};
    this.rows = 0;
    this.#hasData = false;
    this.repaint();
  }

  async resize(): Promise<void> {
    this.repaint();
  }

  async restyle(): Promise<void> {
    this.#palette = null;
    this.repaint();
  }

  async save(): Promise<unknown> {
    return this.spec;
  }

  async restore(spec: Spec): Promise<void> {
    if (spec !== null && typeof spec === 'object' && spec.kind === this.#base.kind) this.#base = spec;
  }

  async delete(): Promise<void> {
    await this.clear();
  }

  /** Values of a column, empty if the view does not have it. */
  protected values(column: string): readonly (number | null)[] {
    return (this.columns[column] ?? []) as readonly (number | null)[];
  }

  protected texts(column: string): readonly (string | null)[] {
    return (this.columns[column] ?? []) as readonly (string | null)[];
  }

  /** Draws the picture again from the same data. A fault in a picture never reaches the viewer. */
  protected repaint(): void {
    const { clientWidth: width, clientHeight: height } = this.#stage;
    if (this.spec === null || !this.isConnected || width < 2 || height < 2) return;
    this.#palette ??= readPalette(this);
    const palette = this.#palette;
    let shown = 0;
    try {
      const context = prepare(this.#canvas, width, height);
      if (context === null) return;
      context.font = `${palette.fontPx}px ${palette.font}`;
      shown = this.paint(context, palette, width, height);
      updateLegend(this.#legend, this.legend(palette));
      this.#canvas.setAttribute('aria-label', this.describe());
    } catch (error) {
      console.error(`The chart "${this.name}" could not be drawn.`, error);
    }
    this.#showHit();
    // A frame without data is no drawing of the table.
    if (!this.#hasData) return;
    const detail: DrawnDetail = { rows: this.rows, shown };
    this.dispatchEvent(new CustomEvent('mtd-drawn', { detail, bubbles: true, composed: true }));
  }

  #point(pointer: { x: number; y: number } | null): void {
    this.#pointer = pointer;
    this.#showHit();
  }

  #showHit(): void {
    const palette = this.#palette;
    const { clientWidth: width, clientHeight: height } = this.#stage;
    const context = palette === null ? null : prepare(this.#overlay, width, height);
    if (context === null || palette === null) return;
    context.font = `${palette.fontPx}px ${palette.font}`;
    const hit = this.#pointer === null ? null : this.hitAt(this.#pointer.x, this.#pointer.y);
    if (hit !== null) this.paintHit(context, palette, hit);
    this.#stage.classList.toggle('can-pick', hit !== null && hit.pair !== null);
    this.#tooltip.show(hit, width, height);
  }
}

/** Sizes a canvas to device pixels, clears it, and returns its context in CSS pixels. */
function prepare(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1;
  const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== deviceWidth || canvas.height !== deviceHeight) {
    canvas.width = deviceWidth;
    canvas.height = deviceHeight;
  }
  const context = canvas.getContext('2d');
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, width, height);
  return context;
}
