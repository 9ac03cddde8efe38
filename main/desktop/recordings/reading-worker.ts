import { parentPort, workerData } from 'node:worker_threads';
import { AlertTestError, testRules } from '../../alerts/test-rules.ts';
import { ComputeError } from '../../compute/compute-error.ts';
import { ExportError } from '../../export/export-request.ts';
import { inspectPath } from '../../inspect/inspect-path.ts';
import type { InspectReport } from '../../inspect/inspect-report.ts';
import { ParquetFileError } from '../../parquet/parquet-file.ts';
import { openRows } from './open-rows.ts';
import { NEXT, type ReadingJob, type ReadingMessage, type ReadingProgress } from './reading-task.ts';
import { surveySource } from './survey.ts';

/** Entry of the worker thread: one task that reads a recording. It writes nothing but temporary files, so it may be ended at any time. */
const send = (message: ReadingMessage): void => parentPort?.postMessage(message);

const EXPECTED = [ParquetFileError, ExportError, AlertTestError, ComputeError];
const PROGRESS_EVERY_MS = 200;
let reportedMs = 0;

function progress(done: number, total: number, unit: ReadingProgress['unit']): void {
  const nowMs = performance.now();
  if (nowMs - reportedMs < PROGRESS_EVERY_MS) return;
  reportedMs = nowMs;
  send({ kind: 'progress', done, total, unit });
}

async function run({ task, scratchFolder }: ReadingJob): Promise<void> {
  switch (task.kind) {
    case 'survey':
      send({ kind: 'result', result: await surveySource(task.path, scratchFolder) });
      break;
    case 'inspect': {
      const reports: InspectReport[] = [];
      const onProgress = ({ rowsDone, rowsTotal }: { rowsDone: number; rowsTotal: number }) =>
        progress(rowsDone, rowsTotal, 'rows');
      for await (const report of inspectPath(task.path, { onProgress, scratchFolder })) reports.push(report);
      send({ kind: 'result', result: reports });
      break;
    }
    case 'alerts': {
      const onProgress = (done: number, total: number) => progress(done, total, 'trades');
      send({ kind: 'result', result: await testRules(task.path, task.rules, onProgress, scratchFolder) });
      break;
    }
    case 'open': {
      const reader = await openRows(task.path, task.choice, scratchFolder, (done, total) =>
        progress(done, total, 'files'),
      );
      parentPort?.on('message', (message) => {
        if (message === NEXT) reader.next().then((result) => send({ kind: 'result', result }), fail);
      });
      send({ kind: 'result', result: reader.opened });
    }
  }
}

function fail(error: unknown): void {
  const isExpected = error instanceof Error && EXPECTED.some((type) => error instanceof type);
  send({ kind: 'failed', message: isExpected ? error.message : `The recording could not be read: ${String(error)}.` });
}

await run(workerData as ReadingJob).catch(fail);
