import { performance } from 'node:perf_hooks';
import { WebSocket } from 'ws';
import type { Trade } from '../../../engine/trade.ts';
import type { Clock } from '../../clock.ts';
import type { FeedState } from '../feed.ts';
import { authFailed, CONNECTION_LIMIT, type ConnectionEnd, endOfClose, endOfError, lost, quoted } from './faults.ts';
import { type FrameCounters, type ParseOptions, parseFrame, type StatusEvent } from './parse-frame.ts';
import type { Subscriptions } from './subscriptions.ts';
import type { PolygonTimings } from './timings.ts';

export type ConnectionState = Extract<FeedState, 'connecting' | 'authenticating' | 'subscribing' | 'live'>;

export interface ConnectionOptions {
  readonly url: string;
  readonly key: string;
  readonly clock: Clock;
  readonly timings: PolygonTimings;
  readonly subscriptions: Subscriptions;
  readonly counters: FrameCounters;
  readonly parse: ParseOptions;
}

export interface ConnectionEvents {
  readonly onState: (state: ConnectionState) => void;
  readonly onFrame: (receivedUs: number) => void;
  /** Trades of one frame, never empty, repeats included; the array is the receiver's. */
  readonly onTrades: (trades: Trade[]) => void;
  /** Regularly: time to look at warnings. */
  readonly onTick: () => void;
  /** Live with data for so long that the next loss is a new one. */
  readonly onStable: () => void;
  /** Exactly once, unless `close` was called; nothing follows it. */
  readonly onEnd: (end: ConnectionEnd) => void;
}

/** All trades of the market: only then silence is a fault, since single pairs may be quiet for minutes. */
const WHOLE_MARKET = 'XT.*';
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/** One connection's life, from opening to its end; it never comes back. */
export class PolygonConnection {
  readonly #options: ConnectionOptions;
  readonly #events: ConnectionEvents;
  readonly #socket: WebSocket;
  readonly #ticker: NodeJS.Timeout;
  readonly #clockJumps: number;
  #state: ConnectionState = 'connecting';
  #ended = false;
  #error: NodeJS.ErrnoException | null = null;
  /** Something the server said that we do not know; null = nothing. */
  #notice: string | null = null;
  #stable = false;
  // Instants of the monotonic clock, milliseconds.
  #stateSince = performance.now();
  #lastHeard = performance.now();
  #lastPing = performance.now();
  #lastTrade: number | null = null;

  constructor(options: ConnectionOptions, events: ConnectionEvents) {
    this.#options = options;
    this.#events = events;
    this.#clockJumps = options.clock.jumps.forward;
    this.#socket = new WebSocket(options.url, { perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES });
    this.#socket.on('open', () => {
      this.#heard();
      this.#stateSince = performance.now();
    });
    this.#socket.on('message', (data) => this.#onMessage(data));
    this.#socket.on('ping', () => this.#heard());
    this.#socket.on('pong', () => this.#heard());
    this.#socket.on('error', (error) => {
      this.#error = error;
    });
    this.#socket.on('close', (code, reason) => {
      this.#end(this.#error === null ? endOfClose(code, this.#withoutKey(String(reason))) : endOfError(this.#error));
    });
    this.#ticker = setInterval(() => this.#tick(), options.timings.tickMs);
  }

  /** Closes without a word to the listener: politely, then by force. Resolves when the socket is gone. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#ticker);
    if (this.#socket.readyState !== WebSocket.OPEN) {
      this.#socket.terminate();
      return;
    }
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
    this.#socket.close(1000);
    const force = setTimeout(() => this.#socket.terminate(), this.#options.timings.closeGraceMs);
    await closed;
    clearTimeout(force);
  }

  /** A problem that does not end the connection, for people; null = none. */
  warning(): string | null {
    const silentMs = this.#silentMs();
    if (silentMs !== null && silentMs >= this.#options.timings.warnNoTradeMs) {
      return 'The connection is up, but no trades arrive.';
    }
    return this.#notice;
  }

  #onMessage(data: WebSocket.RawData): void {
    if (this.#ended) return;
    const receivedUs = this.#options.clock.nowUs();
    if (this.#clockJumped()) return;
    this.#heard();
    this.#events.onFrame(receivedUs);
    const trades: Trade[] = [];
    const statuses: StatusEvent[] = [];
    parseFrame(String(data), receivedUs, { trades, statuses }, this.#options.counters, this.#options.parse);
    if (trades.length > 0) {
      this.#lastTrade = performance.now();
      this.#events.onTrades(trades);
    }
    for (const status of statuses) {
      if (this.#ended) return;
      this.#onStatus(status);
    }
  }

  #onStatus(event: StatusEvent): void {
    switch (event.status) {
      case 'connected':
        if (this.#state === 'connecting') this.#authenticate();
        break;
      case 'auth_success':
        if (this.#state === 'authenticating') this.#subscribe();
        break;
      case 'auth_failed':
        this.#end(authFailed(this.#withoutKey(event.message)));
        break;
      case 'auth_timeout':
        this.#end(lost('the server did not receive our authentication in time'));
        break;
      case 'max_connections':
        this.#end(CONNECTION_LIMIT);
        break;
      case 'success':
        this.#options.subscriptions.confirm(event.message);
        this.#subscriptionAnswered();
        break;
      case 'error':
        this.#onErrorStatus(event.message);
        break;
      default:
        this.#notice = `The server says ${quoted(this.#withoutKey(`${event.status}: ${event.message}`))}.`;
    }
  }

  /** `error` means a bad key while authenticating (an older form), a refused channel afterwards. */
  #onErrorStatus(message: string): void {
    if (this.#state === 'authenticating' || /authentication failed/i.test(message)) {
      this.#end(authFailed(this.#withoutKey(message)));
    } else if (
      /not authorized/i.test(message) &&
      this.#state === 'subscribing' &&
      this.#options.subscriptions.refuse()
    ) {
      this.#subscriptionAnswered();
    } else {
      this.#notice = `The server reports an error: ${quoted(this.#withoutKey(message))}.`;
    }
  }

  /** A server may quote the key in its messages; it must not travel on from here. */
  #withoutKey(text: string): string {
    return text.replaceAll(this.#options.key, '***');
  }

  #authenticate(): void {
    this.#enter('authenticating');
    this.#send('auth', this.#options.key);
  }

  #subscribe(): void {
    this.#enter('subscribing');
    const channels = this.#options.subscriptions.begin();
    if (channels === null) this.#end(this.#allRefused());
    else this.#send('subscribe', channels);
  }

  #subscriptionAnswered(): void {
    const { subscriptions } = this.#options;
    if (this.#state !== 'subscribing' || !subscriptions.settled) return;
    if (subscriptions.confirmed.size === 0) this.#end(this.#allRefused());
    else this.#enter('live');
  }

  #allRefused(): ConnectionEnd {
    const channels = [...this.#options.subscriptions.refused].join(', ');
    return { kind: 'fatal', reason: `the plan of this API key does not include ${channels}` };
  }

  #send(action: string, params: string): void {
    this.#socket.send(JSON.stringify({ action, params }));
  }

  #enter(state: ConnectionState): void {
    this.#state = state;
    this.#stateSince = performance.now();
    this.#events.onState(state);
  }

  #heard(): void {
    this.#lastHeard = performance.now();
  }

  /** After sleep, or when the clock was set forward, whatever was missed is unknown: an outage. */
  #clockJumped(): boolean {
    if (this.#options.clock.jumps.forward === this.#clockJumps) return false;
    this.#end(lost('the clock jumped forward (the computer slept, or its clock was set)'));
    return true;
  }

  #tick(): void {
    this.#options.clock.nowUs();
    if (this.#clockJumped()) return;
    const { timings } = this.#options;
    const now = performance.now();
    const fault = this.#overdue(now);
    if (fault !== null) {
      this.#end(fault);
      return;
    }
    if (now - this.#lastPing >= timings.pingEveryMs && this.#socket.readyState === WebSocket.OPEN) {
      this.#lastPing = now;
      this.#socket.ping();
    }
    if (!this.#stable && this.#isStable(now)) {
      this.#stable = true;
      this.#events.onStable();
    }
    this.#events.onTick();
  }

  /** What ends the connection because it did not happen in time; null = nothing. */
  #overdue(now: number): ConnectionEnd | null {
    const { timings } = this.#options;
    if (now - this.#lastHeard >= timings.deadAfterMs) return lost('the server gave no sign of life');
    if ((this.#silentMs() ?? 0) >= timings.reconnectNoTradeMs) return lost('no trades arrived');
    if (now - this.#stateSince < timings.stepTimeoutMs) return null;
    switch (this.#state) {
      case 'connecting':
        return lost(
          this.#socket.readyState === WebSocket.OPEN ? 'the server did not greet us' : 'the server does not answer',
        );
      case 'authenticating':
        return lost('the server did not answer the authentication');
      case 'subscribing':
        return this.#subscriptionOverdue();
      case 'live':
        return null;
    }
  }

  /** Unknown and already subscribed channels get no answer: with other channels confirmed, or data flowing, go on. */
  #subscriptionOverdue(): ConnectionEnd | null {
    const { subscriptions } = this.#options;
    const unanswered = subscriptions.giveUpWaiting(this.#lastTrade !== null);
    if (subscriptions.confirmed.size === 0) {
      return unanswered.length === 0 ? this.#allRefused() : lost('the server did not answer the subscription');
    }
    if (unanswered.length > 0) this.#notice = `The server did not confirm ${unanswered.join(', ')}.`;
    this.#enter('live');
    return null;
  }

  #isStable(now: number): boolean {
    const { stableAfterMs, warnNoTradeMs } = this.#options.timings;
    return (
      this.#state === 'live' &&
      now - this.#stateSince >= stableAfterMs &&
      this.#lastTrade !== null &&
      now - this.#lastTrade < warnNoTradeMs
    );
  }

  /** How long the whole market has been silent on this live connection; null where silence means nothing. */
  #silentMs(): number | null {
    if (this.#state !== 'live' || !this.#options.subscriptions.confirmed.has(WHOLE_MARKET)) return null;
    return performance.now() - Math.max(this.#stateSince, this.#lastTrade ?? 0);
  }

  #end(end: ConnectionEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#ticker);
    this.#socket.terminate();
    this.#events.onEnd(end);
  }
}
