import type { Side } from '../../engine/trade.ts';
import { divide, type Fixed, fixed, inverseRootOfTwo, moments, multiply, ONE, squareRoot } from './fixed-point.ts';
import { SECOND } from './run-engine.ts';

/** A trade with the time at which the engine takes it. */
export interface OracleTrade {
  readonly atNs: number;
  readonly price: number;
  readonly size: number;
  readonly side: Side;
}

export type Exact = Fixed | null;

interface ExactTrade {
  readonly value: Fixed;
  readonly weight: Fixed;
}

const WINDOW_NS = 60 * SECOND;
const DUST = fixed(1e-9);
/** Older VWAPs weigh less than 2^-110 in an EMA. */
const EMA_HALF_LIVES = 110;

/**
 * Statistics of one pair in profile standard, straight from the definitions: every value is computed anew from the raw
 * trades with exact arithmetic. Nothing is carried from one second to the next; results are only remembered.
 */
export class ExactOracle {
  readonly #trades: readonly OracleTrade[];
  readonly #exact: readonly ExactTrade[];
  readonly #startNs: number;
  readonly #lastResetNs: (secondS: number) => number;
  readonly #vwaps = new Map<number, Exact>();
  readonly #sums = new Map<string, Exact>();
  readonly #returns = new Map<number, Exact>();
  readonly #volatilities = new Map<number, Exact>();

  /** Trades of one life of the pair in order; `lastResetNs` gives the last reset up to a second, -Infinity if there was none. */
  constructor(trades: readonly OracleTrade[], lastResetNs: (secondS: number) => number) {
    this.#trades = trades;
    this.#exact = trades.map(({ price, size }) => ({ value: fixed(price) * fixed(size), weight: fixed(size) }));
    this.#startNs = trades[0]?.atNs ?? 0;
    this.#lastResetNs = lastResetNs;
  }

  /** The first second that is evaluated. */
  get firstS(): number {
    return Math.ceil(this.#startNs / SECOND);
  }

  #ageNs(secondS: number): number {
    return secondS * SECOND - this.#startNs;
  }

  #inWindow(secondS: number): readonly OracleTrade[] {
    const now = secondS * SECOND;
    return this.#trades.slice(this.#countUntil(now - WINDOW_NS), this.#countUntil(now));
  }

  /** Trades that arrived up to an instant. */
  #countUntil(ns: number): number {
    let low = 0;
    let high = this.#trades.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#trades[middle]?.atNs ?? 0) <= ns) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  tradeCount(secondS: number): number | null {
    return this.#ageNs(secondS) < SECOND ? null : this.#inWindow(secondS).length;
  }

  volume(secondS: number, side: Side | 'all'): Exact {
    if (this.#ageNs(secondS) < 5 * SECOND) return null;
    const trades = this.#inWindow(secondS).filter((trade) => side === 'all' || trade.side === side);
    return trades.reduce((sum, { price, size }) => sum + multiply(fixed(price), fixed(size)), 0n);
  }

  buyPressure(secondS: number): Exact {
    const buy = this.volume(secondS, 'buy');
    const sell = this.volume(secondS, 'sell');
    return buy === null || sell === null || buy + sell === 0n ? null : divide(buy, buy + sell);
  }

  vwap(secondS: number): Exact {
    return remembered(this.#vwaps, secondS, () => {
      const resetNs = this.#lastResetNs(secondS);
      const used: number[] = [];
      for (let i = this.#countUntil(secondS * SECOND) - 1; i >= 0 && used.length < 100; i--) {
        const { atNs, size } = this.#trades[i] as OracleTrade;
        if (atNs < resetNs) break;
        if (size > 0) used.push(i);
      }
      const key = `${used[0]} ${used.length}`;
      return remembered(this.#sums, key, () => {
        let value = 0n;
        let weight = 0n;
        for (const i of used) {
          value += this.#exact[i]?.value ?? 0n;
          weight += this.#exact[i]?.weight ?? 0n;
        }
        return weight > DUST ? value / weight : null;
      });
    });
  }

  ema(secondS: number, halfLifeS: number): Exact {
    const resetNs = this.#lastResetNs(secondS);
    const firstS = Math.max(this.firstS, Math.ceil(resetNs / SECOND), secondS - EMA_HALF_LIVES * halfLifeS);
    const weights = weightsOf(halfLifeS);
    let sum = 0n;
    let norm = 0n;
    for (let s = firstS; s <= secondS; s++) {
      const value = this.vwap(s);
      if (value === null) continue;
      const weight = weights(secondS - s);
      sum += weight * value;
      norm += weight;
    }
    return norm === 0n ? null : sum / norm;
  }

  return1m(secondS: number): Exact {
    return remembered(this.#returns, secondS, () => {
      if (secondS - 60 < this.firstS) return null;
      const now = this.vwap(secondS);
      const before = this.vwap(secondS - 60);
      return now === null || before === null ? null : divide(now - before, before);
    });
  }

  volatility(secondS: number): Exact {
    return remembered(this.#volatilities, secondS, () => {
      const returns = lastDefined(60, secondS, (s) => this.return1m(s));
      return returns.length < 2 ? null : squareRoot(moments(returns).variance);
    });
  }

  volatilityMean(secondS: number): Exact {
    const values = lastDefined(300, secondS, (s) => this.volatility(s));
    return values.length < 1 ? null : moments(values).mean;
  }

  volatilitySd(secondS: number): Exact {
    const values = lastDefined(300, secondS, (s) => this.volatility(s));
    return values.length < 2 ? null : squareRoot(moments(values).variance);
  }

  /** Largest |return| among the data of the volatility columns: their values cannot be more exact than its rounding. */
  returnScale(secondS: number): number {
    let largest = 0n;
    for (const value of lastDefined(359, secondS, (s) => this.return1m(s))) {
      const magnitude = value < 0n ? -value : value;
      if (magnitude > largest) largest = magnitude;
    }
    return Number(largest / (ONE >> 20n)) / 2 ** 20;
  }
}

function lastDefined(count: number, secondS: number, valueAt: (s: number) => Exact): Fixed[] {
  const values: Fixed[] = [];
  for (let s = secondS - count + 1; s <= secondS; s++) {
    const value = valueAt(s);
    if (value !== null) values.push(value);
  }
  return values;
}

function remembered<K, V>(memory: Map<K, V>, key: K, compute: () => V): V {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const value = compute();
  memory.set(key, value);
  return value;
}

const powers = new Map<number, Fixed[]>();

/** 2^(-age / H) for ages in whole seconds. */
function weightsOf(halfLifeS: number): (ageS: number) => Fixed {
  const known = remembered(powers, halfLifeS, () => [ONE, inverseRootOfTwo(halfLifeS)]);
  return (ageS) => {
    while (known.length <= ageS) known.push(multiply(known.at(-1) as Fixed, known[1] as Fixed));
    return known[ageS] as Fixed;
  };
}
