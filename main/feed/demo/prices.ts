import type { Coin } from './instruments.ts';
import type { Random } from './random.ts';

/** Standard deviation of a coin's own and of the common move, per square root of a second; BTC moves about 50 % a year. */
const MARKET_VOLATILITY = 1e-4;
const OWN_VOLATILITY = 6e-5;
/** Volatility wanders around its mean: log-normal, forgotten within minutes. */
const REGIME_MEMORY_S = 240;
const REGIME_SPREAD = 0.55;
/** How far the number of trades follows volatility. */
const ACTIVITY_OF_REGIME = 0.3;
/** Prices are drawn back to their start, so that a demo looks sane after days. */
const LEVEL_MEMORY_S = 6 * 3_600;

/** Correlated log prices of all coins in USD: one common factor with changing volatility, one own factor each. */
export class Prices {
  readonly #random: Random;
  readonly #startLog: Float64Array;
  readonly #log: Float64Array;
  readonly #beta: Float64Array;
  readonly #regime: Float64Array;
  #marketRegime = 0;

  constructor(coins: readonly Coin[], random: Random) {
    this.#random = random;
    this.#startLog = Float64Array.from(coins, (coin) => Math.log(coin.usd));
    this.#log = this.#startLog.slice();
    this.#beta = Float64Array.from(coins, (_, i) => (i === 0 ? 1 : 0.8 + 0.8 * random.uniform()));
    this.#regime = Float64Array.from(coins, () => REGIME_SPREAD * random.normal());
  }

  /** Natural logarithm of a coin's price in USD. */
  logUsd(coin: number): number {
    return this.#log[coin] as number;
  }

  /** How lively trading is: mean 1, higher in volatile times. */
  activity(): number {
    const spread = ACTIVITY_OF_REGIME * REGIME_SPREAD;
    return Math.exp(ACTIVITY_OF_REGIME * this.#marketRegime - (spread * spread) / 2);
  }

  /** Lets the prices move for a while: in small steps, or in one leap. */
  advance(seconds: number): void {
    const random = this.#random;
    const root = Math.sqrt(seconds);
    const keep = Math.exp(-seconds / REGIME_MEMORY_S);
    const shock = REGIME_SPREAD * Math.sqrt(1 - keep * keep);
    const pull = 1 - Math.exp(-seconds / LEVEL_MEMORY_S);
    this.#marketRegime = keep * this.#marketRegime + shock * random.normal();
    const market = MARKET_VOLATILITY * root * Math.exp(this.#marketRegime) * random.normal();
    for (let i = 0; i < this.#log.length; i++) {
      const regime = keep * (this.#regime[i] as number) + shock * random.normal();
      const own = OWN_VOLATILITY * root * Math.exp(regime) * random.normal();
      const log = this.#log[i] as number;
      this.#regime[i] = regime;
      this.#log[i] = log + (this.#beta[i] as number) * market + own + pull * ((this.#startLog[i] as number) - log);
    }
  }

  /** Moves one coin by a factor `exp(change)`: the impact of a large order. */
  push(coin: number, change: number): void {
    this.#log[coin] = (this.#log[coin] as number) + change;
  }
}
