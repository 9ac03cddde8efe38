import type { AlertEvent } from '../../main/alerts/alert-event.ts';
import { panelMark } from '../alerts/panel-alerts.ts';
import type { Panel } from '../panels/panel.ts';
import { pairSetting } from '../settings/settings.ts';
import { h, setText } from './dom.ts';
import { createPanelMenu, moveByKeys, type PanelMenuActions } from './panel-menu.ts';

/** The frame around a panel's viewer: number, title, controls, menu, maximise button, and the text of an empty panel. */
export interface PanelFrame {
  readonly element: HTMLElement;
  readonly head: HTMLElement;
  /** Where the viewer goes. */
  readonly body: HTMLElement;
  setTitle(title: string): void;
  /** Shows what is awaited instead of an empty picture; null shows the picture. */
  setEmpty(text: string | null): void;
  setMaximised(isMaximised: boolean): void;
  /** Marks a panel because of these alerts, newest first; none = no mark. */
  setAlerts(alerts: readonly AlertEvent[]): void;
  /** Marks a panel that differs from its own configuration. */
  setConfigured(isConfigured: boolean): void;
  /** Shows or hides the line above a panel that is being configured; `note` says what is special about this panel. */
  setConfiguring(isConfiguring: boolean, note: string): void;
}

export interface PanelFrameActions extends PanelMenuActions {
  /** The reader asks to maximise the panel or to put it back. */
  readonly maximise: () => void;
  readonly endConfiguring: () => void;
}

export function createPanelFrame(panel: Panel, tools: readonly HTMLElement[], actions: PanelFrameActions): PanelFrame {
  const id = `panel-${panel.id}`;
  const title = h('span', { class: 'panel-title' });
  const configured = h('span', {
    class: 'panel-configured',
    role: 'img',
    'aria-label': 'Configured differently from the default',
    title: "Configured differently from the default; the panel's menu resets it",
    'data-testid': `${id}-configured`,
    hidden: true,
  });
  const heading = h(
    'h2',
    { id: `${id}-title` },
    ...(panel.number === null ? [] : [h('span', { class: 'panel-number' }, String(panel.number)), ' ']),
    title,
  );
  const alert = h('button', { type: 'button', class: 'panel-alert', 'data-testid': `${id}-alert`, hidden: true });
  let alertPair: string | null = null;
  alert.addEventListener('click', () => {
    if (alertPair !== null) pairSetting.set(alertPair);
  });
  const menu = createPanelMenu(id, panel.title('the pair'), actions);
  const maximise = h('button', { type: 'button', class: 'maximise', 'data-testid': `${id}-maximise` });
  const head = h(
    'header',
    { class: 'panel-head' },
    h('div', { class: 'panel-heading' }, heading, configured),
    h('div', { class: 'panel-tools' }, alert, ...tools, menu.element, maximise),
  );
  const note = h('span', { class: 'configure-note' });
  const reset = h('button', { type: 'button', 'data-testid': `${id}-configure-reset` }, 'Reset this panel');
  const done = h('button', { type: 'button', class: 'primary', 'data-testid': `${id}-configure-done` }, 'Done');
  const bar = h(
    'div',
    { class: 'configure-bar', hidden: true, 'data-testid': `${id}-configure-bar` },
    note,
    reset,
    done,
  );
  const empty = h('p', { class: 'panel-empty', 'data-testid': `${id}-empty` });
  const body = h('div', { class: 'panel-body' }, empty);
  const element = h(
    'section',
    { class: 'panel', id, 'data-testid': id, 'aria-labelledby': `${id}-title` },
    head,
    bar,
    body,
  );
  maximise.addEventListener('click', actions.maximise);
  reset.addEventListener('click', actions.reset);
  done.addEventListener('click', actions.endConfiguring);
  moveByKeys(element, actions.step);
  head.addEventListener('dblclick', (event) => {
    if ((event.target as Element).closest('button, select, input, .popover') === null) actions.maximise();
  });
  const setMaximised = (isMaximised: boolean) => {
    element.classList.toggle('maximised', isMaximised);
    maximise.setAttribute('aria-pressed', String(isMaximised));
    const label = isMaximised ? 'Restore panel (Esc)' : 'Maximise panel';
    maximise.setAttribute('aria-label', label);
    maximise.title = label;
  };
  setMaximised(false);
  return {
    element,
    head,
    body,
    setTitle(text) {
      setText(title, text);
      heading.title = text;
    },
    setEmpty(text) {
      empty.hidden = text === null;
      if (text !== null) setText(empty, text);
      element.classList.toggle('is-empty', text !== null);
    },
    setMaximised,
    setAlerts(alerts) {
      const mark = panelMark(alerts);
      alertPair = alerts[0]?.pair ?? null;
      alert.hidden = mark === null;
      if (mark === null) return;
      setText(alert, mark.text);
      if (alert.title === mark.hint) return;
      alert.title = mark.hint;
      alert.setAttribute('aria-label', `Alerts: ${mark.hint}`);
    },
    setConfigured(isConfigured) {
      configured.hidden = !isConfigured;
      reset.disabled = !isConfigured;
      menu.setConfigured(isConfigured);
    },
    setConfiguring(isConfiguring, text) {
      const isNew = bar.hidden && isConfiguring;
      bar.hidden = !isConfiguring;
      element.classList.toggle('configuring', isConfiguring);
      setText(note, text);
      if (isNew) done.focus();
    },
  };
}
