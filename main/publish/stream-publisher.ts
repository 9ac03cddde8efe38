import { performance } from 'node:perf_hooks';
import { type AlertEvent, newestAndOpen } from '../alerts/alert-event.ts';
import type { Hub } from '../hub/hub.ts';
import { once } from '../hub/once.ts';
import type { AppInfo, AppStatus } from '../status.ts';
import { packStatistics } from './packed-statistics.ts';
import { packTrades } from './packed-trades.ts';
import type { ReplayControl } from './replay-control.ts';
import type { AlertsHeader, HelloHeader, ReplayCommand, ReplayHeader, StatusHeader } from './stream-messages.ts';
import type { StreamOutlet } from './stream-outlet.ts';
import {
  createStreamSession,
  DEFAULT_STREAM_LIMITS,
  type StreamCounters,
  type StreamLimits,
  type StreamSession,
  type ViewerKind,
} from './stream-session.ts';

const TICK_MS = 1_000;
const INTERNAL_ERROR = 1011;
/** Older alerts are in the history of the desktop application. */
const ALERTS_SENT = 200;

export interface StreamPublisherOptions {
  readonly hub: Hub;
  /** Asked for with every new viewer. */
  readonly info: () => AppInfo;
  /** Asked for once a second while there are viewers. */
  readonly status: () => AppStatus;
  /** What viewers see and steer of a replay; left out where nothing is replayed. */
  readonly replay?: ReplayControl | undefined;
  /** Alerts so far, oldest first. */
  readonly alerts?: () => readonly AlertEvent[];
  readonly limits?: Partial<StreamLimits>;
  /** A clock that never goes back. */
  readonly nowMs?: () => number;
  readonly log: (message: string) => void;
}

/** All viewers of our own stream: the windows of the desktop and the pages in browsers. */
export interface StreamPublisher {
  /** Greets a viewer and feeds it from now on. */
  open(outlet: StreamOutlet, kind?: ViewerKind): StreamViewer;
  /** Tells every viewer the status now: it has changed. */
  pushStatus(): void;
  /** Tells every viewer of alerts that have just happened. */
  pushAlerts(events: readonly AlertEvent[]): void;
  viewers(): number;
  /** The most bytes that wait for any one viewer; for a window, characters that its page has not handled. */
  largestBuffer(): number;
  readonly counters: Readonly<StreamCounters>;
  /** Ends every session with this code. */
  stop(code: number, reason: string): void;
}

/** The handle of a transport on its viewer. */
export interface StreamViewer {
  receive(text: unknown): void;
  /** To be called when the connection is gone. */
  gone(): void;
}

export function createStreamPublisher(options: StreamPublisherOptions): StreamPublisher {
  const { hub, log } = options;
  const sessions = new Set<StreamSession>();
  const counters: StreamCounters = { cutOff: 0, resyncs: 0, ignoredMessages: 0 };
  const statusFrame = () => {
    const header: StatusHeader = { type: 'status', status: options.status() };
    return JSON.stringify(header);
  };
  const source = {
    hub,
    counters,
    limits: { ...DEFAULT_STREAM_LIMITS, ...options.limits },
    nowMs: options.nowMs ?? (() => performance.now()),
    hello() {
      const header: HelloHeader = { type: 'hello', version: 1, info: options.info() };
      return JSON.stringify(header);
    },
    status: statusFrame,
    replay(withVolume: boolean, steerable: boolean) {
      const { replay } = options;
      if (replay === undefined) return null;
      const volume = withVolume ? { volume: replay.volume() } : {};
      const header: ReplayHeader = { type: 'replay', ...replay.state(), steerable, ...volume };
      return JSON.stringify(header);
    },
    volumeVersion: () => options.replay?.volumeVersion() ?? 0,
    alerts: () =>
      options.alerts === undefined ? null : alertsFrame('snapshot', newestAndOpen(options.alerts(), ALERTS_SENT)),
    steer: (command: ReplayCommand) => options.replay?.steer(command),
  };

  function describe(error: unknown): string {
    return `A viewer was dropped after an internal error: ${error instanceof Error ? error.stack : String(error)}`;
  }

  /** One viewer's fault ends that viewer, never the others or the feed behind us. */
  function guarded(session: StreamSession, call: (session: StreamSession) => void): void {
    try {
      call(session);
    } catch (error) {
      log(describe(error));
      session.end(INTERNAL_ERROR, 'internal error');
    }
    if (session.ended) sessions.delete(session);
  }

  function forEach(call: (session: StreamSession) => void): void {
    for (const session of sessions) guarded(session, call);
  }

  const stopListening = hub.listen({
    onTrades(update) {
      const packed = once(() => packTrades(update.newest));
      forEach((session) => session.onTrades(update, packed));
    },
    onStatistics(update) {
      const { batch, timeMs } = update;
      const packed = once(() => packStatistics(batch.pairs.slice(0, batch.length), timeMs, hub.histories()));
      forEach((session) => session.onStatistics(update, packed));
    },
    onEvicted: () => forEach((session) => session.onEvicted()),
    onReplaced: () => forEach((session) => session.onReplaced()),
    onHistory: () => forEach((session) => session.onHistory()),
  });
  const timer = setInterval(() => {
    if (sessions.size === 0) return;
    const frame = once(statusFrame);
    forEach((session) => session.onTick(frame));
  }, TICK_MS);

  return {
    counters,
    open(outlet, kind = {}) {
      try {
        const session = createStreamSession(outlet, source, kind);
        sessions.add(session);
        return {
          receive: (text) => guarded(session, () => session.receive(text)),
          gone: () => sessions.delete(session),
        };
      } catch (error) {
        log(describe(error));
        outlet.close(INTERNAL_ERROR, 'internal error');
        return { receive() {}, gone() {} };
      }
    },
    pushStatus() {
      if (sessions.size === 0) return;
      const frame = once(statusFrame);
      forEach((session) => session.onStatus(frame));
    },
    pushAlerts(events) {
      if (sessions.size === 0) return;
      const frame = alertsFrame('delta', events);
      forEach((session) => session.onAlerts(frame));
    },
    viewers: () => sessions.size,
    largestBuffer: () => Math.max(0, ...[...sessions].map((session) => session.bufferedBytes())),
    stop(code, reason) {
      stopListening();
      clearInterval(timer);
      forEach((session) => session.end(code, reason));
    },
  };
}

function alertsFrame(mode: AlertsHeader['mode'], events: readonly AlertEvent[]): string {
  const header: AlertsHeader = { type: 'alerts', mode, events };
  return JSON.stringify(header);
}
