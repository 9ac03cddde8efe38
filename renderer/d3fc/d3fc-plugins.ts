import type { DrawnDetail } from '../charts/chart-plugin.ts';
import { updateLegend } from '../charts/legend.ts';
import { COLUMN_PLACES, specOfColumns } from '../charts/spec-of-columns.ts';
import { createSteadyOrder } from '../charts/treemap-layout.ts';
import type { CellValue } from '../format/columns.ts';
import { pairSetting, times, zoneSetting } from '../settings/settings.ts';
import styles from '../styles/d3fc.css?inline';
import type { ChartInput, ChartSpec } from './chart-input.ts';
import { applyInput, type D3fcPrototype, type D3fcSettings } from './d3fc-element.ts';
import { lineInput } from './line-input.ts';
import { retouch } from './retouch.ts';
import { scatterInput } from './scatter-input.ts';
import { treemapInput } from './treemap-input.ts';

const RENEW_ORDER_MS = 20_000;
/** Far above what a panel has; d3fc's own limits would cut large markets. */
const MAX_CELLS = 1_000_000;

type Row = Readonly<Record<string, CellValue>>;

let real: D3fcPrototype | null = null;
let sheet: CSSStyleSheet | null = null;

function d3fcSheet(): CSSStyleSheet {
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
  }
  return sheet;
}

/**
 * A chart plugin that becomes d3fc's once d3fc is loaded. A viewer creates its plugins once and never looks again, so
 * they must stand before the first viewer, and d3fc, which is large and rarely wanted, must not be loaded until then.
 */
abstract class D3fcPlugin extends HTMLElement {
  declare _settings: D3fcSettings | null;
  declare _container: HTMLElement | undefined;
  declare _staged_view: unknown;
  render_warning = false;
  #input: ChartInput | null = null;
  /** The panel's chart with the columns that are configured. */
  #spec: ChartSpec | null = null;
  #selected: string | null = null;
  readonly #order = createSteadyOrder(RENEW_ORDER_MS);
  readonly #legend = document.createElement('div');
  readonly #observer = new MutationObserver(() => this.#retouch());
  #stopFollowing: (() => void)[] = [];

  constructor() {
    super();
    this._settings = null;
    this.addEventListener('perspective-click', ((event: CustomEvent<ClickDetail>) => {
      const pair = this.#pairOf(event.detail);
      if (pair === null) return;
      this.dispatchEvent(new CustomEvent('mtd-pick', { detail: pair, bubbles: true, composed: true }));
    }) as EventListener);
    this.addEventListener('pointerleave', () => {
      // A tile that was drawn anew under the pointer never says that the pointer left it.
      const tip = this.shadowRoot?.querySelector<HTMLElement>('.tooltip');
      if (tip) tip.style.opacity = '0';
    });
  }

  abstract get name(): string;
  abstract get tag(): string;

  get category(): string {
    return 'd3fc';
  }
  get select_mode(): 'toggle' {
    return 'toggle';
  }
  get min_config_columns(): number {
    return 1;
  }
  abstract get kind(): ChartSpec['kind'];
  get config_column_names(): string[] {
    return [...COLUMN_PLACES[this.kind]];
  }
  get priority(): number {
    return 0;
  }
  get max_cells(): number {
    return MAX_CELLS;
  }
  get max_columns(): number {
    return MAX_CELLS;
  }
  get _chart(): unknown {
    return (customElements.get(this.tag) as unknown as { _chart: unknown } | undefined)?._chart;
  }

  connectedCallback(): void {
    const isFirst = this.shadowRoot === null;
    real?.connectedCallback.call(this);
    const root = this.shadowRoot;
    if (root === null) return;
    if (isFirst) {
      root.adoptedStyleSheets.push(d3fcSheet());
      this.#legend.className = 'mtd-legend';
      root.prepend(this.#legend);
    }
    const container = root.querySelector('#container');
    if (container !== null) {
      this.#observer.observe(container, { subtree: true, childList: true, attributes: true, attributeFilter: ['d'] });
    }
    const redraw = () => {
      if (this._settings?.data !== undefined) this._draw();
    };
    this.#stopFollowing = [
      pairSetting.subscribe((pair) => {
        this.#selected = pair;
        redraw();
      }),
      zoneSetting.subscribe(() => this.#retouch()),
    ];
  }

  disconnectedCallback(): void {
    this.#observer.disconnect();
    for (const stop of this.#stopFollowing) stop();
  }

  /** d3fc's drawing of all its charts comes through here: with our rows, and with data that it cannot draw caught. */
  _draw(): void {
    const settings = this._settings;
    const container = this._container;
    if (real === null || settings === null || container === undefined || settings.panel === undefined) return;
    if (settings.data !== this.#input?.rows) {
      this.#rows = settings.data as unknown as readonly Row[];
      this.#spec = specOfColumns(settings.panel, settings.realValues);
      this.#input = this.#inputOf(this.#spec);
      applyInput(settings, this.#input);
    } else if (this.#selected !== null && this.#spec?.kind === 'scatter') {
      this.#input = this.#inputOf(this.#spec);
      applyInput(settings, this.#input);
    }
    this.#selected = null;
    const input = this.#input;
    if (input === null) return;
    // d3fc matches tiles by number and not by pair: old names and click listeners would stay on other tiles.
    if (settings.panel.kind === 'treemap') container.querySelector('g.treemap')?.replaceChildren();
    if (input.rows.length === 0) container.replaceChildren();
    let shown = input.shown;
    try {
      real._draw.call(this);
    } catch (error) {
      console.debug(`d3fc cannot draw these values (${this.name}).`, error);
      container.replaceChildren();
      shown = 0;
    }
    updateLegend(this.#legend, input.legend);
    this.#retouch();
    const detail: DrawnDetail = { rows: this.#rows.length, shown };
    this.dispatchEvent(new CustomEvent('mtd-drawn', { detail, bubbles: true, composed: true }));
  }

  async draw(...view: unknown[]): Promise<void> {
    if (this._settings?.panel !== undefined) await real?.draw.apply(this, view);
  }

  async update(...view: unknown[]): Promise<void> {
    if (this._settings?.panel !== undefined) await real?.update.apply(this, view);
  }

  async clear(): Promise<void> {
    await real?.clear.call(this);
  }

  async resize(view: unknown): Promise<void> {
    // d3fc takes a staged view for granted when it has no data.
    if (this._settings?.data === undefined && this._staged_view === undefined) return;
    await real?.resize.call(this, view);
  }

  async restyle(...view: unknown[]): Promise<void> {
    if (this._container !== undefined) await real?.restyle.apply(this, view);
  }

  save(): unknown {
    return real?.save.call(this) ?? {};
  }

  restore(...config: unknown[]): void {
    real?.restore.apply(this, config);
  }

  async delete(): Promise<void> {
    await this.clear();
  }

  #rows: readonly Row[] = [];

  #inputOf(spec: ChartSpec): ChartInput {
    switch (spec.kind) {
      case 'treemap':
        return treemapInput(spec, this.#rows, (areas) => this.#order.order(areas, performance.now()));
      case 'scatter':
        return scatterInput(spec, this.#rows, pairSetting.get());
      case 'lines':
        return lineInput(spec, this.#rows, times());
    }
  }

  #retouch(): void {
    const spec = this.#spec;
    if (this.#input === null || spec === null || this._container === undefined) return;
    retouch(this._container, spec, this.#input);
    this.#observer.takeRecords();
  }

  #pairOf(detail: ClickDetail): string | null {
    const clicked = detail.config?.filter?.find(([name]) => name === 'Pair')?.[2];
    return this.#input?.pairs.get(String(clicked)) ?? null;
  }
}

interface ClickDetail {
  readonly config?: { readonly filter?: readonly (readonly [column: string, operator: string, value: unknown])[] };
}

class D3fcTreemap extends D3fcPlugin {
  readonly name = 'Treemap';
  readonly tag = 'perspective-viewer-d3fc-treemap';
  readonly kind = 'treemap';
}

class D3fcScatter extends D3fcPlugin {
  readonly name = 'X/Y Scatter';
  readonly tag = 'perspective-viewer-d3fc-xyscatter';
  readonly kind = 'scatter';
}

class D3fcLines extends D3fcPlugin {
  readonly name = 'Y Line';
  readonly tag = 'perspective-viewer-d3fc-yline';
  readonly kind = 'lines';
}

/** The plugins by tag, to be registered before the first viewer exists. */
export const D3FC_PLUGINS = {
  'mtd-d3fc-treemap': D3fcTreemap,
  'mtd-d3fc-scatter': D3fcScatter,
  'mtd-d3fc-lines': D3fcLines,
};

/** The name of d3fc's plugin for a chart. */
export function d3fcPluginOf(spec: ChartSpec): 'Treemap' | 'X/Y Scatter' | 'Y Line' {
  return ({ treemap: 'Treemap', scatter: 'X/Y Scatter', lines: 'Y Line' } as const)[spec.kind];
}

let loading: Promise<void> | null = null;

/** Loads d3fc at the first call and turns the plugins into d3fc's. Rejects if the file cannot be loaded. */
export function loadD3fc(): Promise<void> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(): Promise<void> {
  await import('@finos/perspective-viewer-d3fc');
  const chart = customElements.get('perspective-viewer-d3fc-treemap') as unknown as { prototype: object };
  real = Object.getPrototypeOf(chart.prototype) as D3fcPrototype;
}
