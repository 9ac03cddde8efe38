/** Seeded random numbers (sfc32): the same seed gives the same sequence on every machine. */
export class Random {
  #a: number;
  #b: number;
  #c = 0x243f6a88;
  #counter = 1;
  #spareNormal: number | null = null;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = (seed / 2 ** 32) | 0;
    for (let i = 0; i < 12; i++) this.uniform();
  }

  /** In [0, 1). */
  uniform(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  }

  /** Mean 0, standard deviation 1 (polar method, two at a time). */
  normal(): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square === 0 || square >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spareNormal = v * factor;
      return u * factor;
    }
  }

  /** Mean as given, never negative. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }
}

/** Draws indices with given weights in constant time (alias method). */
export class WeightedChoice {
  readonly #probability: Float64Array;
  readonly #alias: Uint32Array;

  constructor(weights: readonly number[]) {
    const n = weights.length;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const scaled = weights.map((weight) => (weight * n) / total);
    this.#probability = new Float64Array(n).fill(1);
    this.#alias = new Uint32Array(n).map((_, i) => i);
    const small: number[] = [];
    const large: number[] = [];
    for (let i = 0; i < n; i++) ((scaled[i] as number) < 1 ? small : large).push(i);
    while (small.length > 0 && large.length > 0) {
      const low = small.pop() as number;
      const high = large.at(-1) as number;
      this.#probability[low] = scaled[low] as number;
      this.#alias[low] = high;
      scaled[high] = (scaled[high] as number) - (1 - (scaled[low] as number));
      if ((scaled[high] as number) < 1) small.push(large.pop() as number);
    }
  }

  draw(random: Random): number {
    const at = random.uniform() * this.#alias.length;
    const i = Math.floor(at);
    return at - i < (this.#probability[i] as number) ? i : (this.#alias[i] as number);
  }
}
