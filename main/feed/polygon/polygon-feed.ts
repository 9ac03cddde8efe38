import type { Trade } from '../../../engine/trade.ts';
import type { Clock } from '../../clock.ts';
import type { Feed, FeedEvents, FeedState, FeedStatus } from '../feed.ts';
import { PolygonConnection } from './connection.ts';
import { DEFAULT_FEED_URL, resolveEndpoint } from './endpoints.ts';
import type { ConnectionEnd } from './faults.ts';
import { Subscriptions } from './subscriptions.ts';
import { backoffMs, POLYGON_TIMINGS, type PolygonTimings } from './timings.ts';
import { TradeIntake } from './trade-intake.ts';

export interface PolygonFeedOptions {
  readonly key: string;
  readonly clock: Clock;
  /** A known name or an address, see `resolveEndpoint`; default the provider's real-time crypto server. */
  readonly url?: string;
  /** Default `XT.*`, every trade of the market. */
  readonly channels?: readonly string[];
  /** Drop trades without conditions, as the original system did (profile csp). */
  readonly dropSideless?: boolean;
  readonly timings?: Partial<PolygonTimings>;
}

export interface PolygonFeed extends Feed {
  /** Takes another API key and connects anew with it, also after the old one was refused. */
  setKey(key: string): void;
}

/** The Polygon/Massive client. Throws FeedAddressError if the address is unusable. */
export function createPolygonFeed(options: PolygonFeedOptions): PolygonFeed {
  return new PolygonClient(options);
}

/** An outage that has not ended yet. */
interface Outage {
  readonly fromUs: number | null;
  readonly reason: string;
  reconnects: number;
}

/** Owns one connection after the other: when to try again, what was missed between them, and what to tell the user. */
class PolygonClient implements PolygonFeed {
  readonly #options: PolygonFeedOptions;
  readonly #timings: PolygonTimings;
  readonly #url: string;
  readonly #endpointNote: string | null;
  readonly #subscriptions: Subscriptions;
  readonly #intake = new TradeIntake();
  readonly #counters = { frames: 0, malformed: 0, ignored: 0, sideless: 0, reconnects: 0, gaps: 0 };
  #events: FeedEvents | null = null;
  #key: string;
  #connection: PolygonConnection | null = null;
  #retryTimer: NodeJS.Timeout | null = null;
  #outage: Outage | null = null;
  #isHeld = false;
  /** Attempts since the connection was last stable. */
  #attempt = 0;
  #state: FeedState = 'idle';
  #detail: string | null = null;
  /** Why the connection before ended: said until the next one is live. */
  #lastFault: string | null = null;
  #warning: string | null = null;
  #lastTradeUs: number | null = null;
  #lastFrameUs: number | null = null;

  constructor(options: PolygonFeedOptions) {
    const endpoint = resolveEndpoint(options.url ?? DEFAULT_FEED_URL);
    this.#options = options;
    this.#timings = { ...POLYGON_TIMINGS, ...options.timings };
    this.#url = endpoint.url;
    this.#endpointNote = endpoint.note;
    this.#subscriptions = new Subscriptions(options.channels ?? ['XT.*']);
    this.#key = options.key.trim();
  }

  start(events: FeedEvents): void {
    if (this.#events !== null) return;
    this.#events = events;
    this.#connect();
  }

  async stop(): Promise<void> {
    const wasStarted = this.#events !== null;
    this.#events = null;
    this.#isHeld = false;
    this.#state = 'stopped';
    this.#detail = null;
    this.#warning = null;
    if (wasStarted) await this.#disconnect();
  }

  setKey(key: string): void {
    this.#key = key.trim();
    this.#subscriptions.allowAll();
    this.reconnect('the API key was changed');
  }

  hold(reason: string): void {
    if (this.#events === null || this.#isHeld) return;
    this.#isHeld = true;
    this.#leave(reason);
    this.#setState('stopped', sentence(reason));
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#reconnect();
  }

  reconnect(reason: string): void {
    if (this.#events === null || this.#isHeld) return;
    this.#leave(reason);
    this.#reconnect();
  }

  #leave(reason: string): void {
    if (this.#connection !== null) this.#beginOutage(reason);
    void this.#disconnect();
    this.#attempt = 0;
    this.#lastFault = null;
  }

  nowUs(): number {
    return this.#options.clock.nowUs();
  }

  status(): FeedStatus {
    return {
      kind: 'polygon',
      state: this.#state,
      source: this.#url,
      detail: this.#detail,
      warning: this.#warning,
      lastTradeMs: this.#lastTradeUs === null ? null : this.#lastTradeUs / 1_000,
      lastFrameMs: this.#lastFrameUs === null ? null : this.#lastFrameUs / 1_000,
      clockSkewMs: this.#intake.skew.medianMs(),
      counters: { ...this.#counters, ...this.#intake.counters },
    };
  }

  #connect(): void {
    if (this.#key === '') {
      this.#setState('stopped', 'There is no API key: enter one in the settings.');
      return;
    }
    this.#setState('connecting', this.#lastFault);
    this.#connection = new PolygonConnection(
      {
        url: this.#url,
        key: this.#key,
        clock: this.#options.clock,
        timings: this.#timings,
        subscriptions: this.#subscriptions,
        counters: this.#counters,
        parse: { dropSideless: this.#options.dropSideless ?? false },
      },
      {
        onState: (state) => this.#setState(state, state === 'live' ? null : this.#lastFault),
        onFrame: (receivedUs) => {
          this.#counters.frames += 1;
          this.#lastFrameUs = receivedUs;
        },
        onTrades: (trades) => this.#onTrades(trades),
        onTick: () => this.#updateWarning(),
        onStable: () => {
          this.#attempt = 0;
        },
        onEnd: (end) => this.#onEnd(end),
      },
    );
  }

  async #disconnect(): Promise<void> {
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    const connection = this.#connection;
    this.#connection = null;
    await connection?.close();
  }

  #onTrades(trades: Trade[]): void {
    this.#intake.accept(trades);
    const first = trades[0];
    if (first === undefined) return;
    if (this.#outage !== null) this.#endOutage(this.#outage, first.receivedTimeUs);
    this.#lastTradeUs = first.receivedTimeUs;
    this.#events?.onTrades(trades);
  }

  #onEnd(end: ConnectionEnd): void {
    this.#connection = null;
    this.#beginOutage(end.reason);
    const reason = sentence(end.reason);
    this.#lastFault = reason;
    if (end.kind === 'fatal') {
      this.#setState('stopped', reason);
      return;
    }
    let waitMs = backoffMs(this.#attempt, this.#timings);
    if (end.kind === 'limit') waitMs += this.#timings.connectionLimitWaitMs;
    this.#attempt += 1;
    this.#retryTimer = setTimeout(() => this.#reconnect(), waitMs);
    this.#setState('backing-off', `${reason} Trying again in ${Math.ceil(waitMs / 1_000)} s.`);
  }

  #reconnect(): void {
    this.#retryTimer = null;
    this.#countReconnect();
    this.#connect();
  }

  #countReconnect(): void {
    this.#counters.reconnects += 1;
    if (this.#outage !== null) this.#outage.reconnects += 1;
  }

  /** The first fault of an outage is its reason; what follows are failed attempts to end it. */
  #beginOutage(reason: string): void {
    this.#outage ??= { fromUs: this.#lastTradeUs, reason, reconnects: 0 };
    this.#intake.startNewConnection();
  }

  #endOutage(outage: Outage, toUs: number): void {
    this.#outage = null;
    this.#counters.gaps += 1;
    this.#events?.onGap({ ...outage, toUs });
  }

  #setState(state: FeedState, detail: string | null): void {
    if (state === this.#state && detail === this.#detail) return;
    this.#state = state;
    this.#detail = detail;
    this.#warning = this.#currentWarning();
    this.#events?.onStatus(this.status());
  }

  #updateWarning(): void {
    const warning = this.#currentWarning();
    if (warning === this.#warning) return;
    this.#warning = warning;
    this.#events?.onStatus(this.status());
  }

  #currentWarning(): string | null {
    const refused = [...this.#subscriptions.refused].join(', ');
    const warnings = [
      this.#connection?.warning(),
      refused === '' ? null : `The plan of this API key does not include ${refused}.`,
      this.#state === 'live' ? this.#intake.skew.warning() : null,
      this.#endpointNote,
    ].filter((warning) => typeof warning === 'string');
    return warnings.length === 0 ? null : warnings.join(' ');
  }
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
