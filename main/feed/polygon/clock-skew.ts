const SAMPLES = 256;
const MIN_SAMPLES_TO_WARN = 20;
const MAX_NORMAL_MS = 5_000;

/** The median of (arrival - exchange time) over recent trades: normal is 20 to 100 ms. */
export class ClockSkew {
  readonly #ring = new Float64Array(SAMPLES);
  #count = 0;

  add(latencyMs: number): void {
    this.#ring[this.#count % SAMPLES] = latencyMs;
    this.#count += 1;
  }

  /** Milliseconds; null before the first trade. Of an even number of trades the lower middle one. */
  medianMs(): number | null {
    const n = Math.min(this.#count, SAMPLES);
    if (n === 0) return null;
    return this.#ring.slice(0, n).sort()[(n - 1) >> 1] ?? null;
  }

  /** What is wrong if most recent trades come from the future or late, for people; null = nothing. */
  warning(): string | null {
    if (this.#count < MIN_SAMPLES_TO_WARN) return null;
    const median = this.medianMs() ?? 0;
    if (median < 0) return "Trades carry times of the future: this computer's clock is slow.";
    if (median > MAX_NORMAL_MS) {
      return "Trades arrive more than 5 s after their exchange time: this computer's clock is fast, or the feed lags behind.";
    }
    return null;
  }
}
