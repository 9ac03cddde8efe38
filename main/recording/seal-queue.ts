import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { RecordedTable } from './datasets.ts';
import { notesOf } from './recover-journals.ts';
import type { SealResult } from './seal-journal.ts';
import type { SegmentWorkerClient, TaskError } from './segment-worker-client.ts';
import type { FinishedJournal } from './table-journal.ts';

export interface SealQueueOptions {
  readonly root: string;
  readonly product: string;
  readonly worker: SegmentWorkerClient;
  readonly retryAfterMs: number;
  readonly onSealed: (journal: FinishedJournal, result: SealResult) => void;
  readonly onLost: (table: RecordedTable, rows: number, reason: string) => void;
  readonly onNote: (note: string) => void;
}

/** Journals on their way to segments, one after the other; a failure is tried again, because the journal keeps the rows. */
export interface SealQueue {
  readonly length: number;
  /** Why the oldest journal could not be made into a segment; null = no problem. */
  readonly problem: string | null;
  add(journal: FinishedJournal): void;
  /** Resolves when the queue is empty or the oldest journal has just failed. */
  settled(): Promise<void>;
  stop(): void;
}

/** The journal is gone although its folder is there: not merely a disk that was unplugged. */
async function isDeleted(path: string): Promise<boolean> {
  const names = await readdir(dirname(path)).catch(() => null);
  return names !== null && !names.includes(basename(path));
}

export function createSealQueue(options: SealQueueOptions): SealQueue {
  const { root, product, worker } = options;
  const waiting: FinishedJournal[] = [];
  let problem: string | null = null;
  let working: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const seal = async (journal: FinishedJournal): Promise<void> => {
    const { path, table, run, number, untilFrame } = journal;
    const until = untilFrame === null ? null : { run, number: untilFrame };
    const result = await worker.run('seal', { root, product, path, table, number, untilFrame: until });
    for (const note of notesOf(journal, result)) options.onNote(note);
    options.onSealed(journal, result);
  };

  const work = async (): Promise<void> => {
    for (let journal = waiting[0]; journal !== undefined; journal = waiting[0]) {
      try {
        await seal(journal);
        problem = null;
      } catch (error) {
        const { message, code } = error as TaskError;
        // A worker that died or was stopped may have sealed it already: the next attempt tells.
        if (code !== 'ENOENT' || !(await isDeleted(journal.path))) {
          problem = `${journal.path} could not be made into a segment (${message}). Its rows are safe in it; it is tried again.`;
          return;
        }
        options.onLost(journal.table, journal.rows, `${journal.path} was deleted by another program`);
      }
      waiting.shift();
    }
  };

  const start = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    working ??= work().finally(() => {
      working = null;
      if (waiting.length > 0) timer = setTimeout(start, options.retryAfterMs);
    });
  };

  return {
    get length() {
      return waiting.length;
    },
    get problem() {
      return problem;
    },
    add(journal) {
      waiting.push(journal);
      if (timer === null) start();
    },
    async settled() {
      if (waiting.length > 0) start();
      await working;
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      waiting.length = 0;
    },
  };
}
