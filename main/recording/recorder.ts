import { randomBytes } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Profile, StatisticsBatch } from '../../engine/engine.ts';
import type { Trade } from '../../engine/trade.ts';
import type { FeedGap, FeedKind } from '../feed/feed.ts';
import type { RecordedTable } from './datasets.ts';
import { describeHolder, LOCK_BEAT_MS, type LockHolder } from './directory-lock.ts';
import { failureText, slowDiskText } from './failure-text.ts';
import { createFrameQueue } from './frame-queue.ts';
import { createGapKeeper } from './gap-keeper.ts';
import { type RecordedGap, recordedGap } from './gap-ledger.ts';
import { type CreateJournal, createJournalFile } from './journal-file.ts';
import type { BackfilledTrade } from './recorded-cells.ts';
import type { RecorderLog, RecorderStatus } from './recorder-status.ts';
import { createRecordingFolder, FolderInUseError } from './recording-folder.ts';
import { createRecordingReport } from './recording-report.ts';
import type { Retention } from './retention.ts';
import { createSealQueue } from './seal-queue.ts';
import { createSegmentWorker } from './segment-worker-client.ts';
import { createStatisticsSampler } from './statistics-sampler.ts';
import { type JournalFailure, TableJournal } from './table-journal.ts';

/** What may be changed while it records. */
export interface RecorderSettings {
  /** Seconds between recorded statistics of a pair, from 1; default 60. Profile csp has rows a minute apart by itself. */
  readonly statisticsIntervalS?: number;
  /** Warn below this much free space; default 2 GB. */
  readonly minFreeBytes?: number;
  /** What may be deleted; default nothing. */
  readonly retention?: Retention;
}

export interface RecorderOptions extends RecorderSettings {
  /** The folder `parquet_data`; made if absent. */
  readonly directory: string;
  readonly product: { readonly name: string; readonly version: string };
  readonly profile: Profile;
  /** Where the trades come from; default polygon. */
  readonly feed?: FeedKind;
  /** Unix microseconds, for the age of recordings; default the system's clock. */
  readonly clock?: { nowUs(): number };
  readonly log?: RecorderLog;
  /** A journal becomes a segment at this many rows (default 100,000) or this age (default 5 minutes). */
  readonly rotateRows?: number;
  readonly rotateAfterMs?: number;
  /** What may wait in memory while the disk does not take it; default 64 MB. */
  readonly maxBufferedBytes?: number;
  /** Merge the segments of past days into larger files when there is nothing else to do; default true. */
  readonly mergePastDays?: boolean;
  /** Between two rounds of merging and deleting; default one minute. */
  readonly maintainEveryMs?: number;
  /** How soon a failure is tried again; default 2 s. */
  readonly retryAfterMs?: number;
  /** Without an answer for this long a disk counts as slow; default 5 s. */
  readonly slowAfterMs?: number;
  /** How long close() may wait for a disk that does not answer; default 20 s. */
  readonly maxCloseMs?: number;
  /** The bundled segment-worker.ts; default: beside the running bundle. */
  readonly workerUrl?: URL;
  readonly createJournal?: CreateJournal;
}

export interface Recorder {
  /** Takes trades in order of arrival; returns at once. */
  addTrades(trades: readonly Trade[]): void;
  /** Takes the rows of one instant, copies them if they are due, and returns at once. */
  addStatistics(batch: StatisticsBatch, timeMs: number): void;
  /** Enters an outage into the ledger. */
  addGap(gap: FeedGap): void;
  /** Stores trades that were fetched later, marked as such; true once they are durable, false if nothing can be stored now. */
  addBackfilled(trades: readonly BackfilledTrade[]): Promise<boolean>;
  /** Shows that an outage of the ledger was filled. */
  gapFilled(gap: RecordedGap): void;
  /** Takes other settings over at once; one that is not given gets its default. */
  configure(settings: RecorderSettings): void;
  /**
   * Makes segments of everything taken so far, for readers; true once they hold all of it, false if that is not possible now or takes longer
   * than `maxWaitMs`. Never rejects.
   */
  seal(maxWaitMs: number): Promise<boolean>;
  status(): RecorderStatus;
  /**
   * Resolves when what an earlier run left behind is recovered and checked, or could not be; waits while the folder cannot be used. Never
   * rejects.
   */
  readonly recovered: Promise<void>;
  /** Writes and seals everything and releases the folder. Idempotent; never rejects. */
  close(): Promise<void>;
}

const TICK_MS = 100;
const SYNC_MS = 1_000;
const FREE_SPACE_MS = 15_000;
const FIRST_SEGMENT_MS = 20_000;
const NO_RETENTION: Retention = { maxAgeDays: null, maxBytes: null };

const withDefaults = (settings: RecorderSettings): Required<RecorderSettings> => ({
  statisticsIntervalS: settings.statisticsIntervalS ?? 60,
  minFreeBytes: settings.minFreeBytes ?? 2_000_000_000,
  retention: settings.retention ?? NO_RETENTION,
});

/**
 * Starts recording into a folder. A folder that cannot be used (no space, no permission, another process records there) is no
 * error: the status says so, and it is tried again.
 */
export async function openRecorder(options: RecorderOptions): Promise<Recorder> {
  const root = options.directory;
  const {
    log = { info() {}, warn() {} },
    retryAfterMs = 2_000,
    rotateAfterMs = 300_000,
    slowAfterMs = 5_000,
  } = options;
  const product = options.product.name;
  const run = randomBytes(2).readUInt16LE();
  const openedMs = performance.now();
  const worker = createSegmentWorker(options.workerUrl);
  const gaps = createGapKeeper(root);
  let settings = withDefaults(options);
  const report = createRecordingReport(root, log, settings.minFreeBytes);
  const isDue = createStatisticsSampler(options.profile, () => settings.statisticsIntervalS);

  let closing: Promise<void> | null = null;
  let maintaining = false;
  let isRecovered = false;
  let openFailure: JournalFailure | null = null;
  let inUseBy: LockHolder | null = null;
  let setRecovered = () => {};
  const recovered = new Promise<void>((resolve) => {
    setRecovered = resolve;
  });

  const seals = createSealQueue({
    root,
    product,
    worker,
    retryAfterMs: 2 * retryAfterMs,
    onSealed: (journal, result) => report.sealed(journal.table, result),
    onLost: (_, rows, reason) => report.lost(rows, reason),
    onNote: report.note,
  });

  const recover = async (firstNumber: number): Promise<void> => {
    try {
      report.recovered(await worker.run('recover', { root, product, before: firstNumber }));
      const check = await worker.run('check', { root });
      report.checked(check);
      gaps.lastTradeBefore(check.lastTradeUs);
    } catch (error) {
      if (closing === null) report.note(`The recordings in ${root} could not be checked: ${(error as Error).message}.`);
    }
    isRecovered = true;
    setRecovered();
  };
  const folder = createRecordingFolder(root, product, (firstNumber) => void recover(firstNumber));

  const journalOf = (table: RecordedTable, ownRun: number): TableJournal =>
    new TableJournal({
      root,
      table,
      run: ownRun,
      info: () => ({
        productVersion: options.product.version,
        profile: options.profile,
        feed: options.feed ?? 'polygon',
        statisticsIntervalS: settings.statisticsIntervalS,
      }),
      takeNumber: folder.takeNumber,
      prepare: folder.prepare,
      createJournal: options.createJournal ?? createJournalFile,
      rotateRows: options.rotateRows ?? 100_000,
      // The first segments come soon, so that other programs find something to open.
      rotateAfterMs: () => Math.min(rotateAfterMs, Math.max(FIRST_SEGMENT_MS, performance.now() - openedMs)),
      retryAfterMs,
      monotonicMs: () => performance.now(),
      onFinished: seals.add,
      onLost: (rows) => report.lost(rows, 'the folder vanished with the disk that held it'),
    });
  const journals = {
    trades: journalOf('trades', run),
    statistics: journalOf('statistics', run),
    backfill: journalOf('trades', (run + 1) % 65_536),
  };
  const allJournals = Object.values(journals);
  const frames = createFrameQueue(journals, options.maxBufferedBytes ?? 64_000_000, (table, frame) => {
    report.dropped(table, frame.rows);
    if (table === 'trades') gaps.dropped(frame);
  });

  const open = async (): Promise<void> => {
    try {
      await folder.prepare();
      openFailure = null;
      inUseBy = null;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (error instanceof FolderInUseError) inUseBy = error.holder;
      else openFailure = { code: code ?? 'UNKNOWN', message };
    }
  };

  /** Why rows are not being written; null = they are. */
  const trouble = (): string | null => {
    const failure = openFailure ?? journals.trades.failure ?? journals.statistics.failure ?? journals.backfill.failure;
    if (failure !== null) return failureText(root, failure);
    const waitingMs = Math.max(journals.trades.waitingMs(), journals.statistics.waitingMs());
    return waitingMs > slowAfterMs ? slowDiskText(root, waitingMs) : null;
  };

  const watchState = (): void => {
    if (inUseBy !== null) {
      report.stateIs('off', `Not recording: ${describeHolder(inUseBy)} records into ${root}.`);
      for (const journal of allJournals) journal.clear();
      return;
    }
    const reason = trouble();
    const before = report.reason;
    report.stateIs(reason === null ? 'recording' : 'paused', reason);
    if (reason === null && before !== null) gaps.endDrop(`recording was paused: ${before}`);
  };

  const pump = async (): Promise<void> => {
    if (!folder.owned || inUseBy !== null) return;
    await Promise.all(allJournals.map((journal) => journal.pump()));
  };

  const timers = [
    setInterval(() => {
      frames.flush();
      void pump();
      watchState();
    }, TICK_MS),
    setInterval(() => {
      for (const journal of allJournals) void journal.sync();
      void gaps.flush();
    }, SYNC_MS),
    setInterval(() => {
      if (folder.owned && inUseBy === null) {
        folder.beat().catch((error: unknown) => {
          if (error instanceof FolderInUseError) inUseBy = error.holder;
        });
      }
    }, LOCK_BEAT_MS),
    setInterval(() => {
      if (!folder.owned || openFailure !== null || inUseBy !== null) void open();
    }, retryAfterMs),
    setInterval(() => void watchFreeSpace(), FREE_SPACE_MS),
    setInterval(() => void maintain(), options.maintainEveryMs ?? 60_000),
  ];

  /** One round at a time, and only while nothing waits for the worker. */
  const maintain = async (): Promise<void> => {
    if (maintaining || seals.length > 0 || report.reason !== null || !isRecovered) return;
    maintaining = true;
    const { retention } = settings;
    const merge = options.mergePastDays ?? true;
    const nowMs = options.clock === undefined ? Date.now() : options.clock.nowUs() / 1_000;
    try {
      report.maintained(await worker.run('maintain', { root, product, nowMs, retention, merge }));
    } catch (error) {
      if (closing === null)
        report.note(`Older recordings in ${root} could not be tidied up: ${(error as Error).message}.`);
    }
    maintaining = false;
  };

  const watchFreeSpace = async (): Promise<void> => {
    const space = await statfs(root).catch(() => null);
    report.freeSpace(space === null ? null : space.bavail * space.bsize);
  };

  const writeAndSealAll = async (): Promise<void> => {
    if (!folder.owned && inUseBy === null) await open();
    if (!folder.owned || inUseBy !== null) return;
    await Promise.all(allJournals.map((journal) => journal.close()));
    gaps.endDrop(`recording was paused: ${report.reason ?? ''}`);
    await gaps.flush();
    await recovered;
    // Merging is repeated some other day; sealing is not to wait for it.
    if (maintaining) {
      await worker.stop();
      await worker.run('finishMerges', { root }).catch(() => undefined);
    }
    await seals.settled();
  };

  const sealAll = async (): Promise<void> => {
    frames.flush();
    await Promise.all(allJournals.map((journal) => journal.rotate()));
    await recovered;
    await seals.settled();
  };

  const seal = async (maxWaitMs: number): Promise<boolean> => {
    // While another process records there is nothing of this one.
    if (inUseBy !== null) return true;
    if (closing !== null || !folder.owned) return false;
    const aborter = new AbortController();
    const isDone = await Promise.race([
      sealAll().then(() => seals.length === 0 && trouble() === null),
      delay(maxWaitMs, false, { ref: false, signal: aborter.signal }).catch(() => false),
    ]);
    aborter.abort();
    return isDone;
  };

  const close = async (): Promise<void> => {
    for (const timer of timers) clearInterval(timer);
    frames.flush();
    // A disk that does not answer must not keep the application from ending; journals are sealed at the next start.
    await Promise.race([writeAndSealAll(), delay(options.maxCloseMs ?? 20_000, undefined, { ref: false })]);
    for (const table of ['trades', 'statistics'] as const) {
      const { rows } = journals[table].buffered();
      if (rows > 0) report.lost(rows, `the ${table} could not be written before the end`);
    }
    seals.stop();
    await worker.stop();
    await folder.release().catch(() => undefined);
    setRecovered();
    report.ended();
  };

  await open();
  await watchFreeSpace();
  watchState();

  return {
    recovered,
    addTrades(trades) {
      if (closing !== null || inUseBy !== null) return;
      const [first] = trades;
      if (first !== undefined) gaps.firstTrade(first.receivedTimeUs);
      frames.addTrades(trades);
    },
    addStatistics(batch, timeMs) {
      if (closing === null && inUseBy === null && isDue(timeMs)) frames.addStatistics(batch, timeMs);
    },
    addGap: (gap) => gaps.add(recordedGap(gap)),
    async addBackfilled(trades) {
      if (closing !== null || inUseBy !== null || !folder.owned || trouble() !== null) return false;
      frames.addBackfilled(trades);
      while (!(await journals.backfill.settle())) {
        if (closing !== null) return false;
        await delay(retryAfterMs, undefined, { ref: false });
      }
      return true;
    },
    gapFilled: (gap) => gaps.filled(gap),
    configure(changed) {
      const before = settings;
      settings = withDefaults(changed);
      report.enough(settings.minFreeBytes);
      void watchFreeSpace();
      // The interval is in the metadata of a segment, which holds one journal.
      if (settings.statisticsIntervalS !== before.statisticsIntervalS) void journals.statistics.rotate();
    },
    seal,
    status: () =>
      report.status({
        trades: journals.trades,
        statistics: journals.statistics,
        unstorable: frames.unstorable,
        unsealed: seals.length,
        sealProblem: seals.problem,
        gaps: gaps.newest(),
      }),
    close() {
      closing ??= close();
      return closing;
    },
  };
}
