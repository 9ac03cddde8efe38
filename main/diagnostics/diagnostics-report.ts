import type { AppStatus } from '../status.ts';
import type { ProcessFigures } from './process-watch.ts';
import type { StageSummaries } from './stages.ts';

/** How the application is doing: for the overlay, /diagnostics and the diagnostics file. No paths, no secrets. */
export interface DiagnosticsReport {
  /** Unix milliseconds. */
  readonly atMs: number;
  readonly uptimeS: number;
  readonly tradesPerSecond: number;
  readonly stages: StageSummaries;
  readonly queues: {
    /** Trades that wait for missed seconds to be made up for. */
    readonly engineTrades: number;
    /** Rows that are not on disk yet; null where nothing is recorded. */
    readonly recorderRows: number | null;
    /** Trades that wait for the next frame. */
    readonly publishTrades: number;
    /** What waits for the viewer that is furthest behind; for a window, characters that its page has not handled. */
    readonly viewerBytes: number;
  };
  /** Since the start. */
  readonly counts: {
    readonly trades: number;
    readonly duplicates: number;
    readonly malformed: number;
    readonly outOfOrder: number;
    readonly gaps: number;
    readonly reconnects: number;
    readonly skippedSeconds: number;
    readonly unusableTrades: number;
    /** Rows that the recorder gave up, or that damage cost; null where nothing is recorded. */
    readonly droppedRows: number | null;
    readonly viewersCutOff: number;
    readonly resyncs: number;
  };
  /** The process that takes trades in. */
  readonly process: ProcessFigures;
  /** Every process of the desktop application, its windows included; null in browsers, which cannot know. */
  readonly application: ApplicationUsage | null;
}

export interface ApplicationUsage {
  readonly processes: number;
  /** Working sets; what processes share counts in each. */
  readonly memoryBytes: number;
  /** 100 = one core; null = not known yet. */
  readonly cpuPercent: number | null;
}

export interface DiagnosticsSource {
  readonly atMs: number;
  readonly status: AppStatus;
  readonly stages: StageSummaries;
  readonly process: ProcessFigures;
  readonly engineTrades: number;
  readonly publishTrades: number;
  readonly viewerBytes: number;
}

export function diagnosticsReport(source: DiagnosticsSource): DiagnosticsReport {
  const { status, stages, engineTrades, publishTrades, viewerBytes, atMs } = source;
  const { feed, engine, recording } = status;
  const { trades, duplicates, malformed, outOfOrder, gaps, reconnects } = feed.counters;
  return {
    atMs,
    uptimeS: status.uptimeS,
    tradesPerSecond: status.tradesPerSecond,
    stages,
    queues: {
      engineTrades,
      publishTrades,
      recorderRows: recording === null ? null : recording.bufferedRows.trades + recording.bufferedRows.statistics,
      viewerBytes,
    },
    counts: {
      trades,
      duplicates,
      malformed,
      outOfOrder,
      gaps,
      reconnects,
      skippedSeconds: engine.skippedSeconds,
      unusableTrades: engine.unusableTrades,
      droppedRows:
        recording === null
          ? null
          : recording.droppedRows.trades + recording.droppedRows.statistics + recording.lostRows,
      viewersCutOff: status.clientsCutOff,
      resyncs: status.resyncs,
    },
    process: source.process,
    application: null,
  };
}
