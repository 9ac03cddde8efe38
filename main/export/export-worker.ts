import { parentPort, workerData } from 'node:worker_threads';
import { runExportJob } from './export-job.ts';
import { ExportCancelledError, ExportError, type ExportRequest } from './export-request.ts';
import { CANCEL, type WorkerMessage } from './start-export.ts';

/** Entry of the worker thread: does one export and ends. */
const controller = new AbortController();
const send = (message: WorkerMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', (message) => {
  if (message === CANCEL) controller.abort(new ExportCancelledError());
});

try {
  const result = await runExportJob(
    workerData as ExportRequest,
    (progress) => send({ kind: 'progress', progress }),
    controller.signal,
  );
  send({ kind: 'done', result });
} catch (error) {
  if (error instanceof ExportCancelledError) send({ kind: 'cancelled' });
  else {
    const message = error instanceof Error ? error.message : String(error);
    send({ kind: 'failed', message, code: error instanceof ExportError ? error.code : null });
  }
} finally {
  parentPort?.close();
}
