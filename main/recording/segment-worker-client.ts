import { Worker } from 'node:worker_threads';
import { bundledWorker } from '../bundled-worker.ts';
import type { TaskAnswer, TaskMessage, TaskName, TaskRequest, TaskResult } from './segment-tasks.ts';

/** A task that failed in the worker, with the system's code where there is one. */
export class TaskError extends Error {
  override readonly name = 'TaskError';
  readonly code: string | null;

  constructor(message: string, code: string | null) {
    super(message);
    this.code = code;
  }
}

export interface SegmentWorkerClient {
  run<N extends TaskName>(name: N, request: TaskRequest<N>): Promise<TaskResult<N>>;
  /** Stops the worker; what it is doing is undone or repeated at the next start. */
  stop(): Promise<void>;
}

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the worker with the first task, and again after it died; the tasks it had then are rejected. */
export function createSegmentWorker(url: URL = bundledWorker('segment-worker', import.meta.url)): SegmentWorkerClient {
  const pending = new Map<number, Pending>();
  let worker: Worker | null = null;
  let nextId = 0;

  const rejectAll = (reason: string) => {
    for (const { reject } of pending.values()) reject(new TaskError(reason, null));
    pending.clear();
  };

  const start = (): Worker => {
    const started = new Worker(url, { name: 'segment-worker' });
    started.on('message', (answer: TaskAnswer) => {
      const task = pending.get(answer.id);
      pending.delete(answer.id);
      if (answer.ok) task?.resolve(answer.result as never);
      else task?.reject(new TaskError(answer.message, answer.code));
    });
    const end = (reason: string) => {
      if (worker !== started) return;
      worker = null;
      rejectAll(reason);
    };
    started.on('error', (error) =>
      end(`the segment worker failed: ${error instanceof Error ? error.message : String(error)}`),
    );
    started.on('exit', () => end('the segment worker ended'));
    return started;
  };

  return {
    run(name, request) {
      return new Promise((resolve, reject) => {
        worker ??= start();
        const id = nextId++;
        pending.set(id, { resolve: resolve as Pending['resolve'], reject });
        worker.postMessage({ id, name, request } satisfies TaskMessage);
      });
    },
    async stop() {
      const stopping = worker;
      worker = null;
      rejectAll('the recorder was closed');
      await stopping?.terminate();
    },
  };
}
