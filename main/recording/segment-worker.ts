import { parentPort } from 'node:worker_threads';
import { segmentTasks, type TaskAnswer, type TaskMessage } from './segment-tasks.ts';

/** Entry of the worker thread: everything slow that the recorder does happens here, one task at a time. */
let queue = Promise.resolve();

parentPort?.on('message', (message: TaskMessage) => {
  queue = queue.then(async () => {
    parentPort?.postMessage(await answer(message));
  });
});

async function answer({ id, name, request }: TaskMessage): Promise<TaskAnswer> {
  try {
    const task = segmentTasks[name] as (request: unknown) => Promise<unknown>;
    return { id, ok: true, result: await task(request) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { id, ok: false, message: error instanceof Error ? error.message : String(error), code: code ?? null };
  }
}
