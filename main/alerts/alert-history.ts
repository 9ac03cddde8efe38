import { join } from 'node:path';
import { writeTextDurably } from '../parquet/durable-file.ts';
import { appendLines, readLines } from '../recording/json-lines.ts';
import type { AlertEvent } from './alert-event.ts';

/** Events that are kept, in memory and in the file. */
export const ALERTS_KEPT = 1_000;
/** The file is cut to the events that are kept when it has grown by so many. */
export const CUT_AFTER = 10 * ALERTS_KEPT;
const FILE_NAME = 'alerts.jsonl';

/** The newest alerts; beside the recording where there is one. */
export interface AlertHistory {
  /** Oldest first. */
  events(): readonly AlertEvent[];
  add(events: readonly AlertEvent[]): void;
  /** Empties what is kept in memory: a replay goes on elsewhere. */
  clear(): void;
  /** Everything that was added is in the file. */
  flush(): Promise<void>;
}

/** Reads what an earlier run kept. `directory` null: in memory only. A file that cannot be read or written is told to `warn`, once. */
export async function openAlertHistory(
  directory: string | null,
  warn: (message: string) => void,
): Promise<AlertHistory> {
  const path = directory === null ? null : join(directory, FILE_NAME);
  let hasFailed = false;
  const failed = (error: unknown) => {
    if (!hasFailed)
      warn(`The alerts are not kept in ${path}: ${error instanceof Error ? error.message : String(error)}.`);
    hasFailed = true;
  };
  let events: AlertEvent[] =
    path === null
      ? []
      : await load(path)
          .catch(failed)
          .then((loaded) => loaded ?? []);
  let writing: Promise<void> = Promise.resolve();
  let appended = 0;
  return {
    events: () => events,
    add(added) {
      events = [...events, ...added].slice(-ALERTS_KEPT);
      if (path === null) return;
      const kept = events;
      appended += added.length;
      // A rule that flutters for days must not fill the disk.
      const isCut = appended > CUT_AFTER;
      if (isCut) appended = 0;
      writing = writing
        .then(() => (isCut ? rewrite(path, kept) : appendLines(path, added)))
        .then(() => {
          hasFailed = false;
        }, failed);
    },
    clear() {
      events = [];
    },
    flush: () => writing,
  };
}

async function load(path: string): Promise<AlertEvent[]> {
  const lines = (await readLines(path)).filter(isEvent) as unknown as AlertEvent[];
  const kept = lines.slice(-ALERTS_KEPT);
  if (lines.length > 2 * ALERTS_KEPT) {
    await rewrite(path, kept);
  }
  return kept;
}

function rewrite(path: string, events: readonly AlertEvent[]): Promise<void> {
  return writeTextDurably(path, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

function isEvent(line: object): boolean {
  const { timeMs, ruleId, ruleName, text, pair, phase, value, limit } = line as Partial<Record<string, unknown>>;
  return (
    typeof timeMs === 'number' &&
    // Beyond that there are no dates.
    Math.abs(timeMs) <= 8.64e15 &&
    [value, limit].every((entry) => entry === null || typeof entry === 'number') &&
    [ruleId, ruleName, text].every((entry) => typeof entry === 'string') &&
    (pair === null || typeof pair === 'string') &&
    (phase === 'fired' || phase === 'ended')
  );
}
