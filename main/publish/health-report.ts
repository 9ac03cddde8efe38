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
  /** Null before the first trade. */
  readonly lastTradeAgeMs: number | null;
  readonly uptimeS: number;
  readonly tradesPerSecond: number;
  readonly counts: Readonly<Record<string, number>>;
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
      },
    },
  };
}
