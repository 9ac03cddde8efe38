import type { Ticker } from './ticker.ts';
import { NS_PER_S } from './time.ts';

/** When something is due again, and for which pairs. */
export interface Timers {
  /** The next instant at which something is due; Infinity = never. */
  readonly nextNs: number;
  /** Takes note of a pair's first trade. */
  start(ticker: Ticker, nowNs: number): void;
  /** The tickers that are due at `nextNs`, in order of appearance; they are due again one interval later. */
  fire(): readonly Ticker[];
  /** Leaves out everything due before an instant. */
  skipTo(ns: number): void;
}

/** All pairs at once, at the whole multiples of an interval in Unix time. */
export class AlignedTimer implements Timers {
  nextNs: number;
  readonly #intervalNs: number;
  readonly #tickers: () => readonly Ticker[];

  /** Due for the first time at the origin or after it. */
  constructor(intervalS: number, originUnixS: number, tickers: () => readonly Ticker[]) {
    this.#intervalNs = intervalS * NS_PER_S;
    const sinceMultipleS = ((originUnixS % intervalS) + intervalS) % intervalS;
    this.nextNs = sinceMultipleS === 0 ? 0 : (intervalS - sinceMultipleS) * NS_PER_S;
    this.#tickers = tickers;
  }

  start(): void {}

  fire(): readonly Ticker[] {
    this.nextNs += this.#intervalNs;
    return this.#tickers();
  }

  skipTo(ns: number): void {
    this.nextNs = nextDue(this.nextNs, this.#intervalNs, ns);
  }
}

/** Every pair by itself: the same interval for all, counted from the pair's first trade. */
export class PairTimers implements Timers {
  readonly #intervalNs: number;
  /** In order of their next instants, beginning at #head and wrapping: one that fired is last without being moved. */
  #tickers: Ticker[] = [];
  #dueNs: number[] = [];
  #head = 0;
  readonly #fired: Ticker[] = [];

  constructor(intervalS: number) {
    this.#intervalNs = intervalS * NS_PER_S;
  }

  get nextNs(): number {
    return this.#tickers.length === 0 ? Number.POSITIVE_INFINITY : (this.#dueNs[this.#head] as number);
  }

  start(ticker: Ticker, nowNs: number): void {
    this.#tickers.splice(this.#head, 0, ticker);
    this.#dueNs.splice(this.#head, 0, nowNs + this.#intervalNs);
    this.#head = (this.#head + 1) % this.#tickers.length;
  }

  fire(): readonly Ticker[] {
    const fired = this.#fired;
    fired.length = 0;
    const ns = this.nextNs;
    while (this.nextNs === ns) {
      fired.push(this.#tickers[this.#head] as Ticker);
      this.#dueNs[this.#head] = ns + this.#intervalNs;
      this.#head = (this.#head + 1) % this.#tickers.length;
    }
    return fired.length === 1 ? fired : fired.sort((a, b) => a.index - b.index);
  }

  skipTo(ns: number): void {
    const timers = this.#tickers.map((ticker, i) => ({
      ticker,
      dueNs: nextDue(this.#dueNs[i] as number, this.#intervalNs, ns),
    }));
    timers.sort((a, b) => a.dueNs - b.dueNs || a.ticker.index - b.ticker.index);
    this.#tickers = timers.map((timer) => timer.ticker);
    this.#dueNs = timers.map((timer) => timer.dueNs);
    this.#head = 0;
  }
}

/** The first instant not before `ns` that lies whole intervals after `dueNs`, or `dueNs` itself. */
function nextDue(dueNs: number, intervalNs: number, ns: number): number {
  return dueNs < ns ? dueNs + Math.ceil((ns - dueNs) / intervalNs) * intervalNs : dueNs;
}
