import type {
  AlertsHeader,
  HelloHeader,
  HistoryRange,
  ReplayCommand,
  ReplayHeader,
  TableHeader,
} from '../../main/publish/stream-messages.ts';
import type { AppStatus } from '../../main/status.ts';
import type { Connect, Connection } from '../transport/connection.ts';
import { reconnectDelayMs } from './backoff.ts';
import { parseFrame } from './frame.ts';
import { pageNowMs } from './page-clock.ts';
import { createSequence, type Sequence } from './sequence.ts';

/** A live stream sends its status each second; silence of this length means that it is gone. */
export const SILENCE_MS = 5_000;
/** Shortest time between two requests for new snapshots. */
const RESYNC_INTERVAL_MS = 2_000;
const WATCH_INTERVAL_MS = 500;

export type StreamState =
  /** No frame yet on this connection. `losses` = connections lost before. */
  | { readonly kind: 'connecting'; readonly losses: number }
  | { readonly kind: 'live' }
  /** Lost; `reason` for people, next attempt at `retryAtMs` (monotonic clock). */
  | { readonly kind: 'lost'; readonly reason: string; readonly retryAtMs: number };

export interface StreamHandlers {
  readonly onHello: (hello: HelloHeader) => void;
  /** Applies a table frame; resolves when it has been dealt with. */
  readonly onTable: (header: TableHeader, body: string) => Promise<void> | void;
  readonly onStatus: (status: AppStatus) => void;
  readonly onReplay?: (replay: ReplayHeader) => void;
  readonly onAlerts?: (alerts: AlertsHeader) => void;
  readonly onState: (state: StreamState) => void;
}

export interface StreamClient {
  /** Chooses pair and range of the history table, now and after every reconnect. */
  select(pair: string, range?: HistoryRange): void;
  /** Sends a command for the replay. */
  steer(command: ReplayCommand): void;
  /** Asks for new snapshots of everything; requests closer together than 2 s become one. */
  resync(): void;
  state(): StreamState;
  /** When the last frame came, monotonic milliseconds; null = none yet. */
  lastFrameAtMs(): number | null;
  stop(): void;
}

/** Keeps one stream alive for ever: connects, watches for silence and lost frames, reconnects with back-off. */
export function startStream(connect: Connect, handlers: StreamHandlers, nowMs: () => number = pageNowMs): StreamClient {
  let connection: Connection | null = null;
  let sequence: Sequence = createSequence();
  let state: StreamState = { kind: 'connecting', losses: 0 };
  let selected: { pair: string; range?: HistoryRange } | null = null;
  let lastFrameMs: number | null = null;
  let heardMs = nowMs();
  let lastResyncMs = Number.NEGATIVE_INFINITY;
  let attempts = 0;
  let losses = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let resyncTimer: ReturnType<typeof setTimeout> | undefined;

  const enter = (next: StreamState) => {
    state = next;
    handlers.onState(next);
  };
  const resync = () => {
    if (resyncTimer !== undefined) return;
    const waitMs = Math.max(0, lastResyncMs + RESYNC_INTERVAL_MS - nowMs());
    resyncTimer = setTimeout(() => {
      resyncTimer = undefined;
      lastResyncMs = nowMs();
      connection?.send({ type: 'resync' });
    }, waitMs);
  };
  const open = () => {
    sequence = createSequence();
    clearTimeout(resyncTimer);
    resyncTimer = undefined;
    heardMs = nowMs();
    enter({ kind: 'connecting', losses });
    connection = connect({ onFrame, onClose: lose });
  };
  const lose = (reason: string) => {
    connection = null;
    losses += 1;
    const delayMs = reconnectDelayMs(attempts);
    attempts += 1;
    enter({ kind: 'lost', reason, retryAtMs: nowMs() + delayMs });
    retryTimer = setTimeout(open, delayMs);
  };
  const drop = (reason: string) => {
    connection?.close();
    lose(reason);
  };
  const onFrame = (text: string) => {
    heardMs = lastFrameMs = nowMs();
    try {
      const { header, body } = parseFrame(text);
      if (header.type === 'hello') {
        if (header.version !== 1) {
          drop('the server speaks a newer version of the stream: reload this page');
          return;
        }
        handlers.onHello(header);
        if (selected !== null) connection?.send({ type: 'select', ...selected });
      } else if (header.type === 'status') {
        handlers.onStatus(header.status);
        attempts = 0;
      } else if (header.type === 'replay') {
        handlers.onReplay?.(header);
      } else if (header.type === 'alerts') {
        handlers.onAlerts?.(header);
      } else if (header.type === 'table') {
        if (!sequence.accept(header.seq)) resync();
        const from = connection;
        void Promise.resolve(handlers.onTable(header, body ?? '')).finally(() => from?.handled(text.length));
      }
      if (header.type !== 'table') connection?.handled(text.length);
    } catch (error) {
      console.warn('A frame of the stream could not be read; asking for new snapshots.', error);
      connection?.handled(text.length);
      resync();
    }
    if (state.kind !== 'live' && connection !== null) enter({ kind: 'live' });
  };
  const watch = setInterval(() => {
    if (connection !== null && nowMs() - heardMs > SILENCE_MS) drop(`no data for ${SILENCE_MS / 1_000} s`);
  }, WATCH_INTERVAL_MS);
  open();

  return {
    select(pair, range) {
      selected = { pair, ...(range !== undefined && { range }) };
      connection?.send({ type: 'select', ...selected });
    },
    steer: (command) => connection?.send({ type: 'replay', ...command }),
    resync,
    state: () => state,
    lastFrameAtMs: () => lastFrameMs,
    stop() {
      clearInterval(watch);
      clearTimeout(retryTimer);
      clearTimeout(resyncTimer);
      connection?.close();
      connection = null;
    },
  };
}
