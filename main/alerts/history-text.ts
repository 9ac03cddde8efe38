import { textField } from '../export/write-csv.ts';
import type { AlertEvent } from './alert-event.ts';

export const HISTORY_FORMATS = ['csv', 'json'] as const;
export type HistoryFormat = (typeof HISTORY_FORMATS)[number];

const COLUMNS: readonly (readonly [string, (event: AlertEvent) => string | number | boolean | null])[] = [
  ['time', ({ timeMs }) => new Date(timeMs).toISOString()],
  ['rule', ({ ruleName }) => ruleName],
  ['pair', ({ pair }) => pair],
  ['phase', ({ phase }) => phase],
  ['statistic', ({ statistic }) => statistic],
  ['value', ({ value }) => value],
  ['limit', ({ limit }) => limit],
  ['partial', ({ isPartial }) => isPartial],
  ['feed', ({ feed }) => feed],
  ['text', ({ text }) => text],
];

/** Alerts as the text of a file: CSV as exports of recordings write it (a heading, CRLF, null as an empty field), or JSON. */
export function historyText(events: readonly AlertEvent[], format: HistoryFormat): string {
  if (format === 'json') return `${JSON.stringify(events, null, 2)}\n`;
  const field = (cell: string | number | boolean | null) =>
    cell === null ? '' : typeof cell === 'string' ? textField(cell) : String(cell);
  const rows = events.map((event) => COLUMNS.map(([, value]) => field(value(event))));
  return [COLUMNS.map(([name]) => name), ...rows].map((fields) => `${fields.join(',')}\r\n`).join('');
}
