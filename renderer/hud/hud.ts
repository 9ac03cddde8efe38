import type { DiagnosticsReport } from '../../main/diagnostics/diagnostics-report.ts';
import { h, setText } from '../dashboard/dom.ts';
import { hudSetting } from '../settings/settings.ts';
import { figureRows, stageRows } from './hud-rows.ts';
import type { PaintLatency } from './paint-latency.ts';

const REFRESH_MS = 1_000;

export interface Hud {
  readonly element: HTMLElement;
  toggle(): void;
}

export interface HudSource {
  /** Null while nothing runs. */
  readonly read: () => Promise<DiagnosticsReport | null>;
  /** Null where this page's clock says nothing about the application's trades. */
  readonly paint: () => PaintLatency | null;
}

/** An overlay of how fast and how well everything runs; it asks only while it is shown. */
export function createHud({ read, paint }: HudSource): Hud {
  const note = h('p', { class: 'hud-note', role: 'status' });
  const stages = h('tbody');
  const figures = h('dl', { class: 'hud-figures' });
  const close = h('button', { type: 'button', 'aria-label': 'Close', title: 'Close', 'data-testid': 'hud-close' }, '×');
  const heads = ['ms', 'p50', 'p95', 'p99', 'max'];
  const element = h(
    'aside',
    { class: 'hud', 'aria-label': 'Diagnostics', 'data-testid': 'hud', tabindex: '0' },
    h('header', {}, h('h2', {}, 'Diagnostics'), close),
    note,
    h(
      'table',
      { 'data-testid': 'hud-stages' },
      h('thead', {}, h('tr', {}, ...heads.map((text) => h('th', { scope: 'col' }, text)))),
      stages,
    ),
    figures,
  );
  const show = (report: DiagnosticsReport) => {
    fill(stages, stageRows(report, paint()?.summary() ?? null), ([label, hint, ...values]) =>
      h('tr', { title: hint }, h('th', { scope: 'row' }, label), ...values.map((value) => h('td', {}, value))),
    );
    fill(figures, figureRows(report), ([label, hint, value]) =>
      h('div', { title: hint, 'data-figure': label }, h('dt', {}, label), h('dd', {}, value)),
    );
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  const refresh = async () => {
    clearTimeout(timer);
    if (hudSetting.get() === 'off' || isAsking) return;
    isAsking = true;
    try {
      const report = await read();
      setText(note, report === null ? 'Nothing runs.' : '');
      if (report !== null) show(report);
    } catch {
      setText(note, 'No answer. The figures are of before.');
    }
    isAsking = false;
    timer = setTimeout(() => void refresh(), REFRESH_MS);
  };
  const follow = () => {
    element.hidden = hudSetting.get() === 'off';
    void refresh();
  };
  close.addEventListener('click', () => hudSetting.set('off'));
  hudSetting.subscribe(follow);
  follow();
  return { element, toggle: () => hudSetting.set(hudSetting.get() === 'on' ? 'off' : 'on') };
}

/** Writes rows, keeping the elements of those that have not changed: a hint that is being read stays. */
function fill<Row>(parent: HTMLElement, rows: readonly Row[], make: (row: Row) => HTMLElement): void {
  for (const [i, row] of rows.entries()) {
    const key = JSON.stringify(row);
    const known = parent.children[i] as HTMLElement | undefined;
    if (known?.dataset.key === key) continue;
    const made = make(row);
    made.dataset.key = key;
    if (known === undefined) parent.append(made);
    else known.replaceWith(made);
  }
}
