import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { AlertRule } from '../../../engine/alerts/alert-rule.ts';
import type {
  OpenedRows,
  Outcome,
  RowChoice,
  RowChunk,
  RowsEnd,
  TableOverview,
  WorkProgress,
} from '../../../preload/recordings-bridge.ts';
import type { AlertTest } from '../../alerts/test-rules.ts';
import { bundledWorker } from '../../bundled-worker.ts';
import type { InspectReport } from '../../inspect/inspect-report.ts';

/** Plain data: it crosses to the worker. */
export type ReadingTask =
  | { readonly kind: 'survey' | 'inspect'; readonly path: string }
  | { readonly kind: 'open'; readonly path: string; readonly choice: RowChoice }
  | { readonly kind: 'alerts'; readonly path: string; readonly rules: readonly AlertRule[] };

/** What the worker is given: the task, and a folder for temporary files, which is removed after it. */
export interface ReadingJob {
  readonly task: ReadingTask;
  readonly scratchFolder: string;
}

type ReadingResult = readonly TableOverview[] | readonly InspectReport[] | OpenedRows | RowChunk | RowsEnd | AlertTest;

export interface ReadingProgress {
  readonly done: number;
  readonly total: number;
  readonly unit: 'files' | 'rows' | 'trades';
}

/** The same for people. */
export function workProgress({ done, total, unit }: ReadingProgress): WorkProgress {
  return {
    text: `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} ${unit}`,
    share: total > 0 ? Math.min(1, done / total) : null,
  };
}

/** From the worker. */
export type ReadingMessage =
  | ({ readonly kind: 'progress' } & ReadingProgress)
  | { readonly kind: 'result'; readonly result: ReadingResult }
  | { readonly kind: 'failed'; readonly message: string };

/** To the worker that opened rows: the only thing to say. */
export const NEXT = 'next';

export interface RunningTask<First> {
  /** Never rejects. */
  readonly first: Promise<Outcome<First>>;
  /** Asks an `open` task for more; never rejects. */
  next(): Promise<Outcome<RowChunk | RowsEnd>>;
  /** Ends the worker; what waits for it is `cancelled`. Safe at any time: it writes only temporary files. */
  cancel(): void;
}

export interface TaskResults {
  readonly survey: readonly TableOverview[];
  readonly inspect: readonly InspectReport[];
  readonly open: OpenedRows;
  readonly alerts: AlertTest;
}

/** Reads a recording in a thread of its own, so that it never delays the feed. */
export function startReading<K extends ReadingTask['kind']>(
  task: ReadingTask & { readonly kind: K },
  onProgress: (progress: ReadingProgress) => void,
  url: URL = bundledWorker('reading-worker', import.meta.url),
): RunningTask<TaskResults[K]> {
  const scratchFolder = mkdtempSync(join(tmpdir(), 'multi-ticker-reading-'));
  const workerData: ReadingJob = { task, scratchFolder };
  const worker = new Worker(url, { name: `${task.kind} recording`, workerData });
  let settle: (outcome: Outcome<never>) => void = () => {};
  let ended: Outcome<never> | null = null;
  const answer = (): Promise<Outcome<never>> =>
    ended !== null
      ? Promise.resolve(ended)
      : new Promise((resolve) => {
          settle = resolve;
        });
  const end = (outcome: Outcome<never>): void => {
    ended ??= outcome;
    settle(ended);
    void worker.terminate();
  };
  const first = answer();
  worker.on('message', (message: ReadingMessage) => {
    if (message.kind === 'progress') onProgress(message);
    else if (message.kind === 'failed') end({ kind: 'failed', message: message.message, isDamage: false });
    else {
      settle({ kind: 'done', result: message.result as never });
      if (task.kind !== 'open' || 'isCut' in message.result) void worker.terminate();
    }
  });
  worker.on('error', (error) =>
    end({ kind: 'failed', message: `The recording could not be read: ${String(error)}.`, isDamage: false }),
  );
  worker.on('exit', () => {
    end({ kind: 'cancelled' });
    // Here and not in the worker, which may have been ended in the middle.
    rm(scratchFolder, { recursive: true, force: true }).catch(() => undefined);
  });
  return {
    first,
    next() {
      const outcome = answer();
      if (ended === null) worker.postMessage(NEXT);
      return outcome;
    },
    cancel: () => end({ kind: 'cancelled' }),
  };
}
