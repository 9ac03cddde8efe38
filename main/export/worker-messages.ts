import type { ExportErrorCode, ExportProgress, ExportRequest, ExportResult } from './export-request.ts';

/** What the worker is told at its start. */
export interface WorkerTask {
  readonly request: ExportRequest;
  /** Marks its temporary files. */
  readonly id: string;
}

/** From the worker. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly progress: ExportProgress }
  | { readonly kind: 'done'; readonly result: ExportResult }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string; readonly code: ExportErrorCode | null };

/** To the worker: the only thing to say. */
export const CANCEL = 'cancel';
