import { basename } from 'node:path';
import type { Outcome } from '../../../preload/recordings-bridge.ts';
import type { ExportResult } from '../../export/export-request.ts';
import type { InspectReport } from '../../inspect/inspect-report.ts';
import type { Notice } from '../app-state.ts';

/** Whoever waits longer for something looks elsewhere meanwhile. */
const LONG_MS = 10_000;

/** Whether the end of some work is worth a notification: it took long, or its window is not in front. */
export const isWorthNotice = (tookMs: number, isFocused: boolean): boolean => tookMs >= LONG_MS || !isFocused;

/** What to tell at the end of an export; null = the user ended it. */
export function exportNotice(outcome: Outcome<ExportResult>): Notice | null {
  switch (outcome.kind) {
    case 'cancelled':
      return null;
    case 'failed':
      return { title: 'The export failed', body: outcome.message };
    case 'done': {
      const { path, rows, damaged } = outcome.result;
      const missing = damaged.length === 0 ? '' : ` ${damaged.length} damaged files are not in it.`;
      return { title: 'The export is done', body: `${count(rows)} rows are in ${basename(path)}.${missing}` };
    }
  }
}

/** What to tell at the end of an inspection; null = the user ended it. */
export function inspectNotice(outcome: Outcome<readonly InspectReport[]>): Notice | null {
  switch (outcome.kind) {
    case 'cancelled':
      return null;
    case 'failed':
      return { title: 'The inspection failed', body: outcome.message };
    case 'done': {
      const rows = outcome.result.reduce((sum, report) => sum + report.rows, 0);
      const damaged = outcome.result.reduce((sum, report) => sum + report.damaged.length, 0);
      const found = damaged === 0 ? 'No damage was found.' : `${damaged} damaged parts were found.`;
      return { title: 'The inspection is done', body: `${count(rows)} rows were read. ${found}` };
    }
  }
}

const count = (value: number): string => value.toLocaleString('en-US');
