import { DecayedAverages } from './averages.ts';
import type { EngineConfig } from './config.ts';
import { LaggedReturn } from './lagged-return.ts';
import type { MomentsColumns, MomentsWindow } from './moments-window.ts';
import { PROFILES } from './profiles.ts';
import {
  BUY_PRESSURE,
  BUY_VOLUME,
  createRow,
  RETURN,
  RETURN_MEAN,
  SELL_VOLUME,
  TRADE_COUNT,
  VOLATILITY,
  VOLATILITY_LOWER,
  VOLATILITY_MEAN,
  VOLATILITY_SD,
  VOLATILITY_UPPER,
  VOLUME,
} from './row.ts';
import { type Instant, NS_PER_S } from './time.ts';
import type { Trade } from './trade.ts';
import type { TradeWindow } from './trade-window.ts';
import type { VwapWindow } from './vwap-window.ts';
import { WaitingTrades } from './waiting-trades.ts';

/** After a pair's first trade its count and its volumes stay undefined for so long. */
const COUNT_DELAY_NS = 1 * NS_PER_S;
const VOLUMES_DELAY_NS = 5 * NS_PER_S;

const RETURNS: MomentsColumns = { of: RETURN, mean: RETURN_MEAN, sd: VOLATILITY };
const VOLATILITIES: MomentsColumns = { of: VOLATILITY, mean: VOLATILITY_MEAN, sd: VOLATILITY_SD };

/** All statistics of one pair, from its first trade on. */
export class Ticker {
  readonly pair: string;
  /** Order of appearance among all tickers ever created. */
  readonly index: number;
  /** The statistics of the last tick. */
  readonly row = createRow();
  /** VWAP and EMAs were reset since the row was last published. */
  wasReset = false;
  readonly #startNs: number;
  readonly #waiting = new WaitingTrades();
  readonly #trades: TradeWindow;
  readonly #vwap: VwapWindow;
  readonly #averages: DecayedAverages;
  readonly #return: LaggedReturn;
  readonly #volatility: MomentsWindow;
  readonly #volatilityMoments: MomentsWindow;
  #volumesEmitted = false;

  constructor(pair: string, index: number, now: Instant, config: EngineConfig) {
    const arithmetic = PROFILES[config.profile];
    this.pair = pair;
    this.index = index;
    this.#startNs = now[0] as number;
    this.#trades = arithmetic.tradeWindow(config);
    this.#vwap = arithmetic.vwapWindow(config);
    this.#averages = new DecayedAverages(config.emaHalfLivesS, arithmetic.emaSkipsUndefined);
    this.#return = new LaggedReturn(config.returnS, arithmetic.originalReturn);
    this.#volatility = arithmetic.momentsWindow(config.volatilityS, RETURNS, index);
    this.#volatilityMoments = arithmetic.momentsWindow(config.volatilityMeanS, VOLATILITIES, index);
  }

  /** Arrival of the last trade, nanoseconds since the engine's origin. */
  get lastArrivalNs(): number {
    return this.#waiting.lastArrivalNs;
  }

  /** Exchange time of the trade that arrived last, Unix milliseconds. */
  get lastTradeTimeMs(): number {
    return this.#waiting.lastTradeTimeMs;
  }

  /** Has every statistic been emitted at least once, be it as undefined? The original publishes a pair only then. */
  get isComplete(): boolean {
    return this.#return.emitted && this.#volumesEmitted;
  }

  /** Takes a trade that arrives now. */
  add(now: Instant, trade: Trade): void {
    this.#waiting.add(now, trade);
  }

  /** Brings every statistic to now, a tick: windows first, then what is computed from them. */
  evaluate(now: Instant): void {
    const row = this.row;
    this.#takeWaiting();
    this.#trades.evaluate(now, row);
    this.#vwap.evaluate(row);
    this.#averages.evaluate(now, row);
    this.#return.evaluate(row);
    this.#volatility.evaluate(row);
    this.#volatilityMoments.evaluate(row);
    const mean = row[VOLATILITY_MEAN] as number;
    const band = 2 * (row[VOLATILITY_SD] as number);
    row[VOLATILITY_UPPER] = mean + band;
    row[VOLATILITY_LOWER] = Math.max(0, mean - band);
    if (!this.#volumesEmitted) this.#delayFirstValues(now);
    const buy = row[BUY_VOLUME] as number;
    row[BUY_PRESSURE] = buy / (buy + (row[SELL_VOLUME] as number));
  }

  /** Clears VWAP and EMAs. */
  reset(): void {
    this.#takeWaiting();
    this.#vwap.reset();
    this.#averages.reset();
    this.wasReset = true;
  }

  /** Lets so many ticks pass without evaluating them. */
  skip(ticks: number): void {
    this.#return.skip(ticks);
    this.#volatility.skip(ticks);
    this.#volatilityMoments.skip(ticks);
  }

  #takeWaiting(): void {
    if (this.#waiting.count === 0) return;
    this.#trades.take(this.#waiting);
    this.#vwap.take(this.#waiting);
    this.#waiting.clear();
  }

  #delayFirstValues(now: Instant): void {
    const ageNs = (now[0] as number) - this.#startNs;
    if (ageNs >= VOLUMES_DELAY_NS) {
      this.#volumesEmitted = true;
      return;
    }
    const row = this.row;
    if (ageNs < COUNT_DELAY_NS) row[TRADE_COUNT] = Number.NaN;
    row[VOLUME] = Number.NaN;
    row[SELL_VOLUME] = Number.NaN;
    row[BUY_VOLUME] = Number.NaN;
  }
}
