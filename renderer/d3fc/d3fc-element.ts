import type { ChartInput, ChartSpec, D3fcField, D3fcRow } from './chart-input.ts';

/** The parts of d3fc's settings of a drawing that this page reads or replaces. */
export interface D3fcSettings {
  data: readonly D3fcRow[];
  crossValues: readonly D3fcField[];
  mainValues: readonly D3fcField[];
  realValues: readonly (string | null)[];
  agg_paths: readonly unknown[];
  /** What the axes show at least; d3fc widens it. */
  axisMemo: [number, number][];
  /** Ours, through plugin_config: d3fc keeps what it does not know. */
  panel?: ChartSpec;
}

/** What all chart plugins of d3fc share. */
export interface D3fcPrototype {
  connectedCallback(this: HTMLElement): void;
  _draw(this: HTMLElement): void;
  draw(this: HTMLElement, ...view: unknown[]): Promise<void>;
  update(this: HTMLElement, ...view: unknown[]): Promise<void>;
  clear(this: HTMLElement): Promise<void>;
  resize(this: HTMLElement, view: unknown): Promise<void>;
  restyle(this: HTMLElement, ...view: unknown[]): Promise<void>;
  save(this: HTMLElement): unknown;
  restore(this: HTMLElement, ...config: unknown[]): void;
}

/** Puts what the panel shows into the settings; d3fc draws it instead of the view's rows. */
export function applyInput(settings: D3fcSettings, input: ChartInput): void {
  settings.crossValues = [input.cross];
  settings.mainValues = input.main;
  settings.realValues = input.roles;
  settings.agg_paths = input.rows.map(() => []);
  settings.axisMemo = [0, 1].map((i) => {
    const domain = input.domains[i];
    return domain === undefined ? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] : [domain[0], domain[1]];
  });
  settings.data = input.rows;
}
