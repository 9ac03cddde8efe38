import type { AlertsBridge, AlertsWindowView } from '../../preload/alerts-bridge.ts';
import { button, h, setText } from '../dashboard/dom.ts';
import { eventTable } from './event-table.ts';

export interface AlertHistoryView {
  readonly element: HTMLElement;
  update(view: AlertsWindowView): Promise<void>;
  /** Writes all times again, in another zone. */
  redraw(): Promise<void>;
}

/** What has happened, newest first, and its export. */
export function createAlertHistory(bridge: AlertsBridge): AlertHistoryView {
  const note = h('p', { class: 'field-notes', role: 'status', 'data-testid': 'history-note' });
  const table = h('div', { class: 'event-scroll', 'data-testid': 'history' });
  const exporting = button('history-export', 'Export...', async () => {
    const name = await bridge.exportHistory();
    if (name !== null) setText(note, `Written to ${name}.`);
  });
  let mark: string | null = null;
  const redraw = async () => {
    const events = [...(await bridge.history())].reverse();
    exporting.disabled = events.length === 0;
    table.replaceChildren(
      events.length === 0
        ? h('p', { class: 'field-notes' }, 'No alerts yet.')
        : eventTable(events, 'Alerts, newest first'),
    );
  };
  return {
    element: h('div', { class: 'alert-history' }, h('div', { class: 'rule-actions' }, exporting, note), table),
    redraw,
    async update({ historyMark }) {
      if (historyMark === mark) return;
      mark = historyMark;
      await redraw();
    },
  };
}
