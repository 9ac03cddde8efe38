import {
  BROKEN_ELEMENT,
  encodeStatus,
  encodeTrade,
  MALFORMED_ELEMENTS,
  OTHER_EVENTS,
  type OutgoingTrade,
} from './encode.ts';
import type { FaultName } from './faults.ts';
import type { Session } from './session.ts';

/** What went out, summed over all clients. */
export interface SentCounters {
  frames: number;
  /** Distinct trades. */
  trades: number;
  /** Repeats of trades already sent. */
  duplicates: number;
  malformed: number;
  /** Events of kinds that nobody asked for. */
  other: number;
}

const MAX_EVENTS_PER_FRAME = 100;
const REMEMBERED_TRADES = 200;
const FRAMES_PER_DUPLICATE_BURST = 10;
const HOLD_BACK_EVERY = 4;
const MAX_HOLD_MS = 100;

/** Turns trades into frames for every subscribed client, with the faults of the data. */
export class Broadcast {
  readonly sent: SentCounters = { frames: 0, trades: 0, duplicates: 0, malformed: 0, other: 0 };
  readonly #sessions: ReadonlySet<Session>;
  readonly #faults: ReadonlySet<FaultName>;
  readonly #slowFeedDelayMs: number;
  readonly #recent: OutgoingTrade[] = [];
  readonly #delayed = new Set<NodeJS.Timeout>();
  #held: OutgoingTrade[] = [];
  #holdCounter = 0;
  #frameCounter = 0;

  constructor(sessions: ReadonlySet<Session>, faults: ReadonlySet<FaultName>, slowFeedDelayMs: number) {
    this.#sessions = sessions;
    this.#faults = faults;
    this.#slowFeedDelayMs = slowFeedDelayMs;
  }

  /** Sends trades, in frames of at most 100 events. With nobody subscribed they are gone, as on a real market. */
  send(trades: readonly OutgoingTrade[]): void {
    if (this.#faults.has('stall') || this.#faults.has('freeze')) return;
    const ordered = this.#holdBack(trades);
    for (let i = 0; i < ordered.length; i += MAX_EVENTS_PER_FRAME) {
      this.#sendFrame(ordered.slice(i, i + MAX_EVENTS_PER_FRAME));
    }
  }

  /** Repeats the newest trades to every client. */
  repeatRecent(): void {
    for (const session of this.#sessions) this.#deliver(session, this.#recent, true);
  }

  stop(): void {
    for (const timer of this.#delayed) clearTimeout(timer);
  }

  #holdBack(trades: readonly OutgoingTrade[]): readonly OutgoingTrade[] {
    if (!this.#faults.has('out-of-order') && this.#held.length === 0) return trades;
    const late = this.#held;
    this.#held = [];
    const now: OutgoingTrade[] = [];
    for (const trade of trades) {
      this.#holdCounter += 1;
      const hold = this.#faults.has('out-of-order') && this.#holdCounter % HOLD_BACK_EVERY === 0;
      (hold ? this.#held : now).push(trade);
    }
    if (this.#held.length > 0) this.#later(MAX_HOLD_MS, () => this.send([]));
    return [...now, ...late];
  }

  #sendFrame(trades: readonly OutgoingTrade[]): void {
    this.#frameCounter += 1;
    for (const session of this.#sessions) this.#deliver(session, trades, false);
    this.#recent.push(...trades);
    this.#recent.splice(0, this.#recent.length - REMEMBERED_TRADES);
    if (this.#faults.has('duplicate-burst') && this.#frameCounter % FRAMES_PER_DUPLICATE_BURST === 0)
      this.repeatRecent();
  }

  #deliver(session: Session, trades: readonly OutgoingTrade[], repeated: boolean): void {
    if (!session.receivesTrades || !session.subscribed || !session.isOpen) return;
    const events: string[] = [];
    for (const trade of trades) {
      const copies = session.copiesOf(trade);
      if (copies === 0) continue;
      const text = encodeTrade(trade, this.#faults);
      for (let copy = 0; copy < copies; copy++) events.push(text);
      this.sent.trades += repeated ? 0 : 1;
      this.sent.duplicates += repeated ? copies : copies - 1;
    }
    if (events.length === 0) return;
    this.#spoil(events);
    for (const frame of this.#faults.has('bare-objects') ? events : [`[${events.join(',')}]`]) {
      this.sent.frames += 1;
      if (this.#faults.has('slow-feed')) this.#later(this.#slowFeedDelayMs, () => session.send(frame));
      else session.send(frame);
    }
  }

  /** Adds elements that the faults ask for in the middle of a frame. */
  #spoil(events: string[]): void {
    const insert = (element: string) => events.splice(Math.ceil(events.length / 2), 0, element);
    if (this.#faults.has('mixed-frames')) insert(encodeStatus('success', 'subscribed to: XT.*'));
    if (this.#faults.has('unknown-status')) insert(encodeStatus('maintenance', 'back soon'));
    if (this.#faults.has('unknown-events')) {
      insert(OTHER_EVENTS[this.sent.other % OTHER_EVENTS.length] ?? '');
      this.sent.other += 1;
    }
    if (this.#faults.has('malformed')) {
      insert(MALFORMED_ELEMENTS[this.sent.malformed % MALFORMED_ELEMENTS.length] ?? '');
      this.sent.malformed += 1;
    }
    if (this.#faults.has('broken-json')) {
      insert(BROKEN_ELEMENT);
      this.sent.malformed += 1;
    }
  }

  #later(delayMs: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#delayed.delete(timer);
      run();
    }, delayMs);
    this.#delayed.add(timer);
  }
}
