import type { AlertEvent } from '../../main/alerts/alert-event.ts';
import type { Panel } from '../panels/panel.ts';

const TEXTS_SHOWN = 12;

/** Of these alerts those on what a panel shows: its columns, and its pair where it shows only one. */
export function alertsOfPanel(
  { table, view }: Pick<Panel, 'table' | 'view'>,
  pair: string,
  alerts: readonly AlertEvent[],
): readonly AlertEvent[] {
  const isOfOnePair = table === 'history' || table === 'pairTrades';
  return alerts.filter(
    (alert) => alert.pair !== null && (!isOfOnePair || alert.pair === pair) && view.columns.includes(alert.statistic),
  );
}

/** What the mark in a panel's head says: `BTC-USD +2`, with all the alerts in its hint; null = no mark. */
export function panelMark(alerts: readonly AlertEvent[]): { readonly text: string; readonly hint: string } | null {
  const pairs = [...new Set(alerts.map(({ pair }) => pair))];
  const [first] = pairs;
  if (first === undefined) return null;
  const more = pairs.length - 1;
  const hint = alerts.slice(0, TEXTS_SHOWN).map(({ text }) => text);
  if (alerts.length > TEXTS_SHOWN) hint.push(`and ${alerts.length - TEXTS_SHOWN} more`);
  return { text: more === 0 ? `${first}` : `${first} +${more}`, hint: hint.join('\n') };
}

/** The alerts that a chart of one pair marks: those that fired on one of its lines, within its time, Unix milliseconds. */
export function alertsOfLines(
  events: readonly AlertEvent[],
  pair: string,
  columns: readonly string[],
  fromMs: number,
  toMs: number,
): readonly AlertEvent[] {
  return events.filter(
    (event) =>
      event.phase === 'fired' &&
      event.pair === pair &&
      columns.includes(event.statistic) &&
      event.timeMs >= fromMs &&
      event.timeMs <= toMs,
  );
}
