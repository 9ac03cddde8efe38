import type { AlertEvent } from '../../main/alerts/alert-event.ts';
import { h } from '../dashboard/dom.ts';
import { shownZone, times } from '../settings/settings.ts';

/** Alerts as a table, in the order given. */
export function eventTable(events: readonly AlertEvent[], label: string): HTMLElement {
  return h(
    'table',
    { class: 'event-table', 'aria-label': label },
    h(
      'thead',
      {},
      h('tr', {}, ...[`Time (${shownZone()})`, 'Rule', 'What'].map((title) => h('th', { scope: 'col' }, title))),
    ),
    h('tbody', {}, ...events.map(rowOf)),
  );
}

function rowOf({ timeMs, ruleName, phase, text, isPartial, feed }: AlertEvent): HTMLElement {
  const notes = [...(isPartial ? ['feed gap: trades may be missing'] : []), ...(feed === 'demo' ? ['simulated'] : [])];
  return h(
    'tr',
    { 'data-phase': phase },
    h('td', { class: 'event-time' }, times().full(timeMs)),
    h('td', {}, ruleName),
    h('td', {}, notes.length === 0 ? text : `${text} (${notes.join(', ')})`),
  );
}
