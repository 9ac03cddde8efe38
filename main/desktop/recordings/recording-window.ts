import { type BrowserWindow, shell } from 'electron';
import {
  type Outcome,
  PROGRESS_CHANNEL,
  type RecordingInvokes,
  type RecordingWindowName,
  type WorkProgress,
} from '../../../preload/recordings-bridge.ts';
import type { Notice } from '../app-state.ts';
import { answersFor } from '../ipc.ts';
import type { Notifier } from '../notifier.ts';
import { createToolWindow, focusWindow } from '../tool-window.ts';
import { exportRows, pickTarget } from './export-rows.ts';
import { readExportChoice, readRowChoice, readSourceKind } from './read-choice.ts';
import { type ReadingProgress, type RunningTask, startReading, workProgress } from './reading-task.ts';
import { type OwnRecording, RecordingSource } from './source.ts';
import { exportNotice, inspectNotice, isWorthNotice } from './work-notice.ts';

const SIZES: Readonly<Record<RecordingWindowName, { readonly width: number; readonly height: number }>> = {
  export: { width: 620, height: 720 },
  inspect: { width: 1_100, height: 800 },
  open: { width: 1_360, height: 860 },
};
const MAX_OPEN_ROWS = 1_000_000;
/** Electron shows "busy without a known end" for a share above 1, and nothing below 0. */
const INDETERMINATE = 2;
const NO_PROGRESS = -1;
const CANCELLED: Outcome<never> = { kind: 'cancelled' };

export interface RecordingWindow {
  /** Brings the window to the front; false when there is none any more. */
  focus(): boolean;
  /** Works on this file from now on. */
  open(path: string): void;
  /** Whether something is being read or written now. */
  isBusy(): boolean;
  /** Ends what runs in it; resolves when nothing is left half-done. */
  stop(): Promise<void>;
}

/** Opens the window of one flow on recordings; it is closed by the user or with the application. */
export function openRecordingWindow(
  name: RecordingWindowName,
  preloadPath: string,
  own: OwnRecording,
  notifier: Notifier,
  onClosed: () => void,
  path: string | null = null,
): RecordingWindow {
  const window = createToolWindow({ page: `recordings/${name}.html`, preloadPath, ...SIZES[name] });
  const work = new WindowWork(window, own, notifier);
  if (path !== null) work.pick(path);
  work.answer(name);
  window.on('closed', () => {
    void work.stop();
    onClosed();
  });
  // A reload forgets what the page was waiting for.
  window.webContents.on('did-start-loading', () => void work.stop());
  return {
    focus: () => focusWindow(window),
    open: (path) => {
      work.pick(path);
      window.webContents.reload();
    },
    isBusy: () => work.isBusy(),
    stop: () => work.stop(),
  };
}

interface Running {
  readonly done: Promise<unknown>;
  cancel(): void;
}

/** What one window is doing: at most one thing at a time. */
class WindowWork {
  readonly #window: BrowserWindow;
  readonly #source: RecordingSource;
  readonly #notifier: Notifier;
  #running: Running | null = null;
  #rows: RunningTask<unknown> | null = null;
  #exported: string | null = null;

  constructor(window: BrowserWindow, own: OwnRecording, notifier: Notifier) {
    this.#window = window;
    this.#notifier = notifier;
    this.#source = new RecordingSource(window, own);
  }

  answer(name: RecordingWindowName): void {
    const answerPage = answersFor<RecordingInvokes>(this.#window.webContents);
    answerPage('recordings:source', () => this.#source.view());
    answerPage('recordings:choose-source', (kind) => this.#source.choose(readSourceKind(kind)));
    answerPage('recordings:cancel', () => this.stop());
    if (name === 'inspect') this.#answerInspect();
    else answerPage('recordings:survey', () => this.#read('survey'));
    if (name === 'export') this.#answerExport();
    if (name === 'open') this.#answerOpen();
  }

  pick(path: string): void {
    this.#source.pick(path);
  }

  isBusy(): boolean {
    return this.#running !== null;
  }

  async stop(): Promise<void> {
    const running = this.#running;
    running?.cancel();
    this.#rows?.cancel();
    this.#rows = null;
    await running?.done;
  }

  #answerInspect(): void {
    answersFor<RecordingInvokes>(this.#window.webContents)('recordings:inspect', async () => {
      const startedMs = performance.now();
      const outcome = await this.#read('inspect');
      this.#tell(inspectNotice(outcome), startedMs);
      return outcome;
    });
  }

  #answerExport(): void {
    const answerPage = answersFor<RecordingInvokes>(this.#window.webContents);
    answerPage('recordings:export', async (given) => {
      const choice = readExportChoice(given);
      const target = await pickTarget(this.#window, choice);
      if (target === null) return CANCELLED;
      await this.stop();
      this.#exported = null;
      this.#show({ text: 'Starting', share: null });
      const { path } = await this.#source.view();
      const running = exportRows(path, choice, target, (progress) => this.#show(progress));
      const startedMs = performance.now();
      const outcome = await this.#run(running);
      if (outcome.kind === 'done') this.#exported = outcome.result.path;
      this.#tell(exportNotice(outcome), startedMs);
      return outcome;
    });
    answerPage('recordings:reveal', async () => {
      if (this.#exported !== null) shell.showItemInFolder(this.#exported);
    });
  }

  #answerOpen(): void {
    const answerPage = answersFor<RecordingInvokes>(this.#window.webContents);
    let delivered = 0;
    answerPage('recordings:open', async (given) => {
      const choice = readRowChoice(given);
      await this.stop();
      const bounded = { ...choice, rows: Math.min(choice.rows ?? MAX_OPEN_ROWS, MAX_OPEN_ROWS) };
      const { path } = await this.#source.view();
      const task = startReading({ kind: 'open', path, choice: bounded }, this.#onProgress);
      this.#rows = task;
      delivered = 0;
      return this.#run({ done: task.first, cancel: task.cancel });
    });
    answerPage('recordings:next-rows', async () => {
      const outcome = (await this.#rows?.next()) ?? CANCELLED;
      const chunk = outcome.kind === 'done' && 'json' in outcome.result ? outcome.result : null;
      delivered += chunk?.rows ?? 0;
      if (!this.#window.isDestroyed()) {
        this.#window.setProgressBar(chunk === null ? NO_PROGRESS : delivered / Math.max(1, chunk.expectedRows));
      }
      return outcome;
    });
  }

  async #read<K extends 'survey' | 'inspect'>(kind: K) {
    await this.stop();
    const { path } = await this.#source.view();
    const task = startReading({ kind, path }, this.#onProgress);
    return this.#run({ done: task.first, cancel: task.cancel });
  }

  async #run<T>(running: { readonly done: Promise<T>; cancel(): void }): Promise<T> {
    this.#running = running;
    this.#show(null);
    try {
      return await running.done;
    } finally {
      if (this.#running === running) this.#running = null;
      if (!this.#window.isDestroyed()) this.#window.setProgressBar(NO_PROGRESS);
    }
  }

  /** Tells of the end of some work whoever does not look at it. */
  #tell(notice: Notice | null, startedMs: number): void {
    if (notice === null || this.#window.isDestroyed()) return;
    if (!isWorthNotice(performance.now() - startedMs, this.#window.isFocused())) return;
    this.#notifier.show(notice, () => focusWindow(this.#window));
  }

  readonly #onProgress = (progress: ReadingProgress): void => this.#show(workProgress(progress));

  #show(progress: WorkProgress | null): void {
    if (this.#window.isDestroyed()) return;
    this.#window.setProgressBar(progress?.share ?? INDETERMINATE);
    if (progress !== null) this.#window.webContents.send(PROGRESS_CHANNEL, progress);
  }
}
