import { parentPort, workerData } from 'node:worker_threads';
import { runExportJob } from './export-job.ts';
import { ExportCancelledError, ExportError } from './export-request.ts';
import { CANCEL, type WorkerMessage, type WorkerTask } from './worker-messages.ts';

/** Entry of the worker thread: does one export and ends. */
const controller = new AbortController();
const send = (message: WorkerMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', (message) => {
  if (message === CANCEL) controller.abort(new ExportCancelledError());
});

const { request, id } = workerData as WorkerTask;
try {
  const result = await runExportJob(request, (progress) => send({ kind: 'progress', progress }), controller.signal, id);
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
