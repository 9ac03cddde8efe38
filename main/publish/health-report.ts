import type { BackfillStatus } from '../recording/backfill/backfill-status.ts';
import { type AppStatus, type Health, healthOf } from '../status.ts';

/** What /healthz answers. */
export interface HealthReport {
  readonly status: Health;
  readonly feed: {
    readonly kind: string;
    readonly state: string;
    readonly source: string;
    readonly detail: string | null;
    readonly warning: string | null;
  };
  /** Null where nothing is recorded: a replay, simulated trades, or switched off. */
  readonly recording: RecordingHealth | null;
  /** Null before the first trade. */
  readonly lastTradeAgeMs: number | null;
  readonly uptimeS: number;
  readonly tradesPerSecond: number;
  readonly counts: Readonly<Record<string, number>>;
}

interface RecordingHealth {
  readonly state: string;
  readonly reason: string | null;
  readonly warnings: readonly string[];
  readonly freeBytes: number | null;
  /** Fetching of missed trades; null where there is nothing to fetch. */
  readonly backfill: Pick<BackfillStatus, 'state' | 'reason' | 'gapsLeft'> | null;
}

/** The state of the application for a monitor: 503 as long as the feed is down or delivers nothing. */
export function healthReport(status: AppStatus): { readonly httpStatus: 200 | 503; readonly report: HealthReport } {
  const { feed, engine, clients } = status;
  const health = healthOf(feed, status.nowMs);
  return {
    httpStatus: health === 'ok' || health === 'waiting' ? 200 : 503,
    report: {
      status: health,
      feed: {
        kind: feed.kind,
        state: feed.state,
        source: feed.source,
        detail: feed.detail,
        warning: feed.warning,
      },
      recording: recordingHealth(status),
      lastTradeAgeMs: feed.lastTradeMs === null ? null : Math.max(0, status.nowMs - feed.lastTradeMs),
      uptimeS: status.uptimeS,
      tradesPerSecond: status.tradesPerSecond,
      counts: {
        ...feed.counters,
        unusableTrades: engine.unusableTrades,
        statisticsRows: engine.rows,
        pairs: status.pairs,
        activePairs: status.activePairs,
        streamClients: clients.stream,
        referenceClients: clients.reference,
        clientsCutOff: status.clientsCutOff,
        resyncs: status.resyncs,
        ...recordingCounts(status),
      },
    },
  };
}

function recordingHealth({ recording, backfill }: AppStatus): RecordingHealth | null {
  if (recording === null) return null;
  const { state, reason, warnings, freeBytes } = recording;
  const fetching = backfill && { state: backfill.state, reason: backfill.reason, gapsLeft: backfill.gapsLeft };
  return { state, reason, warnings, freeBytes, backfill: fetching };
}

function recordingCounts({ recording, backfill }: AppStatus): Record<string, number> {
  if (recording === null) return {};
  return {
    recordedTrades: recording.rowsWritten.trades,
    recordedStatistics: recording.rowsWritten.statistics,
    unrecordedTrades: recording.droppedRows.trades,
    unrecordedStatistics: recording.droppedRows.statistics,
    lostRows: recording.lostRows,
    backfilledTrades: backfill?.recovered ?? 0,
  };
}
