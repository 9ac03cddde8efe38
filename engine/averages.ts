import { EMAS, type Row, VWAP } from './row.ts';
import { type Instant, NS_PER_S, TICK_NS } from './time.ts';

/**
 * Time-decayed averages of the VWAP, one per half-life H: the weight of the VWAP of second t is 2^(-(now - t) / H), and the
 * weights are normalised (adjusted form, not the recursive alpha form).
 * Sums E and N decay by d = exp(ln(0.5) * dt / H) and take the new VWAP and 1; the average is E / N.
 */
export class DecayedAverages {
  readonly #skipUndefined: boolean;
  /** Per half-life: ln(0.5) / H in 1/ns, and d for one tick. */
  readonly #decays: Float64Array;
  /** Per half-life E and N; behind them the time of the last update. */
  readonly #state: Float64Array;

  /**
   * With `skipUndefined` an undefined VWAP is left out. Without it, as in the original, it makes all averages
   * undefined until the next reset.
   */
  constructor(halfLivesS: readonly number[], skipUndefined: boolean) {
    this.#skipUndefined = skipUndefined;
    this.#decays = new Float64Array(halfLivesS.length * 2);
    halfLivesS.forEach((halfLifeS, i) => {
      const perNs = Math.log(0.5) / (halfLifeS * NS_PER_S);
      this.#decays[2 * i] = perNs;
      this.#decays[2 * i + 1] = Math.exp(perNs * TICK_NS);
    });
    this.#state = new Float64Array(halfLivesS.length * 2 + 1);
  }

  reset(): void {
    this.#state.fill(0, 0, this.#decays.length);
  }

  evaluate(now: Instant, row: Row): void {
    const value = row[VWAP] as number;
    if (!(this.#skipUndefined && Number.isNaN(value))) this.#add(now[0] as number, value);
    for (let i = 0; i < EMAS.length; i++) {
      const norm = this.#state[2 * i + 1] as number;
      row[EMAS[i] as number] = norm > 0 ? (this.#state[2 * i] as number) / norm : Number.NaN;
    }
  }

  #add(nowNs: number, value: number): void {
    const state = this.#state;
    const decays = this.#decays;
    const elapsedNs = nowNs - (state[decays.length] as number);
    state[decays.length] = nowNs;
    for (let i = 0; i < decays.length; i += 2) {
      const decay = elapsedNs === TICK_NS ? (decays[i + 1] as number) : Math.exp((decays[i] as number) * elapsedNs);
      state[i] = decay * (state[i] as number) + value;
      state[i + 1] = decay * (state[i + 1] as number) + 1;
    }
  }
}
