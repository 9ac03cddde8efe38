import type { RecordedTable } from './datasets.ts';
import type { QueuedFrame } from './frame.ts';
import type { CreateJournal, JournalFile } from './journal-file.ts';
import type { JournalInfo } from './journal-format.ts';
import { dayOf, journalPath } from './layout.ts';

/** A journal that is complete and waits to become a segment. */
export interface FinishedJournal {
  readonly table: RecordedTable;
  /** The run that its frames carry. */
  readonly run: number;
  readonly number: number;
  readonly path: string;
  readonly rows: number;
  /** Frames of this number and above were written again to a later journal, because this one failed; null = none. */
  readonly untilFrame: number | null;
}

export interface TableJournalOptions {
  readonly root: string;
  readonly table: RecordedTable;
  readonly run: number;
  /** The number of the next journal, unique in the folder; called after `prepare`. */
  readonly takeNumber: () => number;
  /** What a journal that is opened now says of its rows. */
  readonly info: () => JournalInfo;
  readonly createJournal: CreateJournal;
  readonly rotateRows: number;
  /** Age at which a journal becomes a segment, milliseconds; asked at each tick. */
  readonly rotateAfterMs: () => number;
  readonly retryAfterMs: number;
  readonly monotonicMs: () => number;
  /** Makes the folders exist and ours, or rejects with the reason why they cannot be. */
  readonly prepare: () => Promise<void>;
  readonly onFinished: (journal: FinishedJournal) => void;
  /** Rows that were handed over and are gone: only when the folder vanished together with the open journal's disk. */
  readonly onLost: (rows: number) => void;
}

/** What keeps a table from being written. */
export interface JournalFailure {
  readonly code: string;
  readonly message: string;
}

const MAX_WRITE_BYTES = 4 * 1024 * 1024;
/** A frame's share of bookkeeping, so that many small frames count for what they occupy. */
export const FRAME_OVERHEAD_BYTES = 400;

interface OpenJournal {
  readonly file: JournalFile;
  readonly day: string | null;
  readonly openedMs: number;
  /** Number of the last frame in it, -1 = none. */
  lastFrame: number;
  syncedRows: number;
  syncedBytes: number;
}

/**
 * Writes the frames of one table to journals, in order: what fails to be written stays queued, and what was written stays in memory
 * until the disk has confirmed it. After a failure it tries again by itself.
 */
export class TableJournal {
  /** Rows confirmed by the operating system since start. */
  rowsWritten = 0;
  failure: JournalFailure | null = null;
  private readonly options: TableJournalOptions;
  private queue: QueuedFrame[] = [];
  private unsynced: QueuedFrame[] = [];
  private inFlight: QueuedFrame[] = [];
  private journal: OpenJournal | null = null;
  /** An open journal that is no longer where it was; its rows are read back through the open file. */
  private displaced: OpenJournal | null = null;
  /** Start times of the operations that the disk has not answered yet. */
  private readonly operations = new Map<symbol, number>();
  private retryAtMs = 0;
  private rotateNow = false;
  private pumping: Promise<void> | null = null;
  private syncing: Promise<void> | null = null;

  constructor(options: TableJournalOptions) {
    this.options = options;
  }

  get table(): RecordedTable {
    return this.options.table;
  }

  /** The run that its frames carry. */
  get run(): number {
    return this.options.run;
  }

  push(frame: QueuedFrame): void {
    this.queue.push(frame);
  }

  /** Rows and bytes that no journal holds yet. */
  buffered(): { rows: number; bytes: number } {
    let rows = 0;
    let bytes = 0;
    for (const frames of [this.queue, this.inFlight]) {
      for (const frame of frames) {
        rows += frame.rows;
        bytes += frame.bytes.length + FRAME_OVERHEAD_BYTES;
      }
    }
    return { rows, bytes };
  }

  /** Gives up the oldest queued frame and returns it; null when nothing is queued. */
  dropOldest(): QueuedFrame | null {
    return this.queue.shift() ?? null;
  }

  /** Forgets what is queued, because another process records it. */
  clear(): void {
    this.queue = [];
  }

  /** How long the current write or sync has been waiting for the disk, milliseconds; 0 = none. */
  waitingMs(): number {
    return this.operations.size === 0 ? 0 : this.options.monotonicMs() - Math.min(...this.operations.values());
  }

  /** Writes what is queued, unless that is under way or a failure is too recent. Never rejects. */
  pump(): Promise<void> {
    this.pumping ??= this.writeQueue().finally(() => {
      this.pumping = null;
    });
    return this.pumping;
  }

  /** Makes what was written durable and looks whether the journal is still in its place. Never rejects. */
  sync(): Promise<void> {
    this.syncing ??= this.syncJournal().finally(() => {
      this.syncing = null;
    });
    return this.syncing;
  }

  /** Writes and confirms everything that is queued; true once all of it is durable, false on a failure. */
  async settle(): Promise<boolean> {
    while (this.queue.length + this.inFlight.length + this.unsynced.length > 0) {
      await this.pump();
      await this.sync();
      if (this.failure !== null) return false;
    }
    return true;
  }

  /** Ends the current journal, once what is queued is written, so that it becomes a segment; after a failure as soon as it can. Never rejects. */
  async rotate(): Promise<void> {
    this.rotateNow = true;
    await this.pumping;
    await this.pump();
  }

  /** The same at the end, when nothing else writes. */
  private async finish(): Promise<void> {
    await this.pumping;
    await this.pump();
    if (this.journal !== null) await this.guard(() => this.finishJournal());
  }

  /** Writes and finishes what it can, and releases the files. */
  async close(): Promise<void> {
    // The second attempt is for a journal that turns out to be gone: its rows go into a new one.
    for (let attempt = 0; attempt < 2 && (attempt === 0 || this.failure !== null); attempt++) {
      this.retryAtMs = 0;
      await this.finish();
    }
    await this.syncing;
    for (const open of [this.journal, this.displaced]) await open?.file.close().catch(() => undefined);
    this.journal = null;
    this.displaced = null;
  }

  private async writeQueue(): Promise<void> {
    if (this.failure !== null && this.options.monotonicMs() < this.retryAtMs) return;
    await this.guard(async () => {
      if (this.displaced !== null) await this.recoverDisplaced(this.displaced);
      while (this.queue.length > 0) {
        const day = dayOfFrame(this.queue[0]);
        if (this.journal !== null && this.mustRotate(this.journal, day)) await this.finishJournal();
        this.journal ??= await this.openJournal(day);
        await this.append(this.journal);
      }
      if (this.journal !== null && this.mustRotate(this.journal, this.journal.day)) await this.finishJournal();
      this.rotateNow = false;
      this.failure = null;
    });
  }

  private mustRotate({ file, day, openedMs }: OpenJournal, nextDay: string | null): boolean {
    if (file.rows === 0) return false;
    if (day !== null && nextDay !== null && nextDay > day) return true;
    return (
      (this.rotateNow && this.queue.length === 0) ||
      file.rows >= this.options.rotateRows ||
      this.options.monotonicMs() - openedMs >= this.options.rotateAfterMs()
    );
  }

  private async openJournal(day: string | null): Promise<OpenJournal> {
    const { root, table } = this.options;
    await this.options.prepare();
    for (;;) {
      const number = this.options.takeNumber();
      const path = journalPath(root, table, number);
      const file = await this.options
        .createJournal(path, number, this.options.info())
        .catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') return null;
          throw error;
        });
      if (file === null) continue;
      const openedMs = this.options.monotonicMs();
      return { file, day, openedMs, lastFrame: -1, syncedRows: 0, syncedBytes: file.bytes };
    }
  }

  private async append(journal: OpenJournal): Promise<void> {
    const day = dayOfFrame(this.queue[0]);
    let bytes = 0;
    const rowsBefore = journal.file.rows;
    let rows = rowsBefore;
    let count = 0;
    for (const frame of this.queue) {
      const full = rows >= this.options.rotateRows || bytes > MAX_WRITE_BYTES;
      if (count > 0 && (full || dayOfFrame(frame) !== day)) break;
      bytes += frame.bytes.length;
      rows += frame.rows;
      count += 1;
    }
    const frames = this.queue.splice(0, count);
    this.inFlight = frames;
    await journal.file.append(frames);
    journal.lastFrame = frames.at(-1)?.number ?? journal.lastFrame;
    // A sync that failed meanwhile has queued these frames again.
    if (this.inFlight !== frames) return;
    this.rowsWritten += rows - rowsBefore;
    this.unsynced.push(...frames);
    this.inFlight = [];
  }

  private async syncJournal(): Promise<void> {
    const { journal } = this;
    if (journal === null || this.failure !== null) return;
    await this.guard(async () => {
      await this.requireInPlace(journal);
      if (this.unsynced.length > 0 && this.journal === journal) await this.confirm(journal);
    });
  }

  private async requireInPlace(journal: OpenJournal): Promise<void> {
    if ((await journal.file.isInPlace()) || this.journal !== journal) return;
    this.displaced = journal;
    this.journal = null;
    throw Object.assign(new Error('the folder is gone'), { code: 'GONE' });
  }

  private async confirm(journal: OpenJournal): Promise<void> {
    const { rows, bytes } = journal.file;
    const count = this.unsynced.length;
    await journal.file.sync();
    if (this.journal !== journal) return;
    journal.syncedRows = rows;
    journal.syncedBytes = bytes;
    this.unsynced.splice(0, count);
  }

  private async finishJournal(): Promise<void> {
    const { journal } = this;
    if (journal === null) return;
    await this.requireInPlace(journal);
    if (this.unsynced.length > 0) await this.confirm(journal);
    this.journal = null;
    await journal.file.close();
    const { number, path, rows } = journal.file;
    const { table, run } = this.options;
    this.options.onFinished({ table, run, number, path, rows, untilFrame: null });
  }

  /** Runs an operation against the disk; a failure puts everything unconfirmed back into the queue. */
  private async guard(operation: () => Promise<void>): Promise<void> {
    const id = Symbol();
    this.operations.set(id, this.options.monotonicMs());
    try {
      await operation();
    } catch (error) {
      await this.fail(error as NodeJS.ErrnoException);
    } finally {
      this.operations.delete(id);
    }
  }

  private async fail(error: NodeJS.ErrnoException): Promise<void> {
    this.failure = { code: error.code ?? 'UNKNOWN', message: error.message };
    this.retryAtMs = this.options.monotonicMs() + this.options.retryAfterMs;
    const { journal } = this;
    this.journal = null;
    if (this.displaced === null) {
      for (const frame of this.unsynced) this.rowsWritten -= frame.rows;
      this.requeue([...this.unsynced, ...this.inFlight]);
      this.unsynced = [];
    } else {
      this.requeue(this.inFlight);
    }
    this.inFlight = [];
    if (journal !== null) await this.abandon(journal);
  }

  private requeue(frames: readonly QueuedFrame[]): void {
    this.queue = [...frames, ...this.queue];
  }

  /** A journal that failed keeps its confirmed part; the rest is written again to the next one. */
  private async abandon(journal: OpenJournal): Promise<void> {
    const { table, run } = this.options;
    const { file, syncedRows, syncedBytes } = journal;
    await file.truncate(syncedRows, syncedBytes).catch(() => undefined);
    await file.close().catch(() => undefined);
    const untilFrame = this.queue[0]?.number ?? null;
    this.options.onFinished({ table, run, number: file.number, path: file.path, rows: syncedRows, untilFrame });
  }

  /** The folder came back with the journal in it, or a new one is there and gets the rows that the old file still holds. */
  private async recoverDisplaced(displaced: OpenJournal): Promise<void> {
    await this.options.prepare();
    if (await displaced.file.isInPlace()) {
      this.queue = this.queue.filter((frame) => frame.number > displaced.lastFrame);
      this.journal = displaced;
      this.displaced = null;
      return;
    }
    this.rowsWritten -= displaced.file.rows;
    const held = await displaced.file.readFrames().catch(() => null);
    if (held === null) this.options.onLost(displaced.syncedRows);
    const again = held ?? this.unsynced;
    const last = again.at(-1)?.number ?? -1;
    this.queue = [...again, ...this.queue.filter((frame) => frame.number > last)];
    this.unsynced = [];
    this.displaced = null;
    await displaced.file.close().catch(() => undefined);
  }
}

function dayOfFrame(frame: QueuedFrame | undefined): string | null {
  const timeUs = frame?.lastUs ?? null;
  return timeUs === null ? null : dayOf(timeUs);
}
