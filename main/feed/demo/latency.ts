import type { Random } from './random.ts';

/** Recorded: 19 / 36 / 104 / 421 ms (least, median, 95 %, most) from exchange to arrival. */
const LEAST_MS = 19;
const MEDIAN_EXTRA_MS = 15;
const SPREAD = 0.8;
const MOST_MS = 421;
/** Recorded: 1 in 8 messages is older than the one before, by up to 153 ms. Drawn per order of 1.5 trades on average. */
const OLDER_PROBABILITY = 0.192;
const MOST_OLDER_MS = 153;

/** Exchange times for arrivals: the way of a trade takes tens of milliseconds, and some overtake others. */
export class Latency {
  readonly #random: Random;
  #extraMs = MEDIAN_EXTRA_MS;
  #lastMs = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Lets the state of the network change; to be called every 100 ms or so. */
  advance(): void {
    this.#extraMs = MEDIAN_EXTRA_MS * Math.exp(SPREAD * this.#random.normal());
  }

  /** Exchange time, Unix milliseconds, of a trade that arrives at `arrivalUs`. */
  exchangeTimeMs(arrivalUs: number): number {
    const random = this.#random;
    const arrivalMs = Math.floor(arrivalUs / 1_000);
    const own = this.#extraMs * (0.8 + 0.4 * random.uniform());
    const usual = Math.floor(arrivalMs - Math.min(MOST_MS, LEAST_MS + own));
    let timeMs = Math.max(this.#lastMs, usual);
    if (random.uniform() < OLDER_PROBABILITY) {
      timeMs = this.#lastMs - 1 - Math.floor(Math.min(MOST_OLDER_MS - 1, random.exponential(25)));
      timeMs = Math.max(timeMs, arrivalMs - MOST_MS);
    }
    this.#lastMs = timeMs;
    return timeMs;
  }
}
