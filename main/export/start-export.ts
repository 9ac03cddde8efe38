import { Worker } from 'node:worker_threads';
import { bundledWorker } from '../bundled-worker.ts';
import {
  ExportCancelledError,
  ExportError,
  type ExportProgress,
  type ExportRequest,
  type ExportResult,
} from './export-request.ts';
import { removeTemporaries, temporaryId } from './target-file.ts';
import { CANCEL, type WorkerMessage, type WorkerTask } from './worker-messages.ts';

export interface RunningExport {
  /** Rejects with ExportError or ExportCancelledError. */
  readonly done: Promise<ExportResult>;
  /** Stops it and leaves no file; `done` then rejects, unless it was complete already. */
  cancel(): void;
}

export interface StartOptions {
  readonly onProgress?: (progress: ExportProgress) => void;
  /** The bundled worker; null = in this thread. Default: the worker, except where this runs from source. */
  readonly worker?: URL | null;
}

/** An export needs little; with room V8 would let garbage pile up to several times that. */
export const WORKER_LIMITS = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 24 } as const;

/** A thread that does not hear of its end for so long is in the midst of one long step. */
const CANCEL_MS = 3_000;

/** Starts an export in a thread of its own, so that it never delays the caller's. */
export function startExport(request: ExportRequest, options: StartOptions = {}): RunningExport {
  const { onProgress = () => undefined, worker = ownWorker() } = options;
  return worker === null ? startHere(request, onProgress) : startInWorker(request, onProgress, worker);
}

/** Tests run from the sources, where there is no bundle. */
function ownWorker(): URL | null {
  return import.meta.url.endsWith('.ts') ? null : bundledWorker('export-worker', import.meta.url);
}

function startHere(request: ExportRequest, onProgress: (progress: ExportProgress) => void): RunningExport {
  const controller = new AbortController();
  return {
    // Only here: otherwise exceljs is loaded by the worker alone.
    done: import('./export-job.ts').then((job) => job.runExportJob(request, onProgress, controller.signal)),
    cancel: () => controller.abort(new ExportCancelledError()),
  };
}

function startInWorker(
  request: ExportRequest,
  onProgress: (progress: ExportProgress) => void,
  url: URL,
): RunningExport {
  const task: WorkerTask = { request, id: temporaryId() };
  const worker = new Worker(url, { name: 'export', workerData: task, resourceLimits: WORKER_LIMITS });
  let isCancelled = false;
  let patience: NodeJS.Timeout | undefined;
  const done = new Promise<ExportResult>((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      switch (message.kind) {
        case 'progress':
          onProgress(message.progress);
          break;
        case 'done':
          resolve(message.result);
          break;
        case 'cancelled':
          reject(new ExportCancelledError());
          break;
        case 'failed':
          reject(new ExportError(message.message, message.code));
      }
    });
    const died = (reason: string) =>
      removeTemporaries(request.to, task.id).then(() => {
        reject(isCancelled ? new ExportCancelledError() : new ExportError(`The export failed: ${reason}.`));
      });
    worker.on('error', (error) => died(error instanceof Error ? error.message : String(error)));
    // After an orderly end `done` is settled already, and the temporary files are gone.
    worker.on('exit', () => {
      clearTimeout(patience);
      void died('its thread ended');
    });
  });
  const cancel = () => {
    isCancelled = true;
    worker.postMessage(CANCEL);
    patience ??= setTimeout(() => void worker.terminate(), CANCEL_MS);
  };
  return { done, cancel };
}
