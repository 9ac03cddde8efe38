/**
 * Quantiles of any number of values in bounded memory. Up to `maxExact` values are kept and the result is exact; beyond that they are counted
 * in buckets of 1/4096 of a power of two, and a quantile is off by at most 1/8192 (0.0123 %) of itself; it is exact where all values
 * of its bucket are equal, as whole numbers below 4096 are.
 */
export interface QuantileSketch {
  add(values: Float64Array): void;
  /** The p-quantile (0..1), interpolated between ranks as numpy and pandas do; NaN without values. */
  quantile(p: number): number;
  readonly exact: boolean;
}

const MANTISSA_BITS = 12;
const BUCKETS_PER_PAGE = 2 ** MANTISSA_BITS;
const KEY_SHIFT = 32 - 12 - MANTISSA_BITS;

export function createQuantileSketch(maxExact: number): QuantileSketch {
  let parts: Float64Array[] = [];
  let count = 0;
  let histogram: Histogram | null = null;
  let sorted: Float64Array | null = null;
  return {
    get exact() {
      return histogram === null;
    },
    add(values) {
      count += values.length;
      sorted = null;
      if (histogram === null && count <= maxExact) {
        parts.push(values.slice());
        return;
      }
      histogram ??= createHistogram();
      for (const part of parts) histogram.add(part);
      parts = [];
      histogram.add(values);
    },
    quantile(p) {
      if (count === 0) return Number.NaN;
      const rank = p * (count - 1);
      const below = Math.floor(rank);
      const valueAt = (index: number): number => {
        if (histogram !== null) return histogram.valueAt(index);
        sorted ??= concatenated(parts, count).sort();
        return sorted[index] ?? Number.NaN;
      };
      const low = valueAt(below);
      if (rank === below) return low;
      const high = valueAt(below + 1);
      return low === high ? low : low + (high - low) * (rank - below);
    },
  };
}

function concatenated(parts: readonly Float64Array[], length: number): Float64Array {
  const all = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

interface Histogram {
  add(values: Float64Array): void;
  /** A value of the bucket that holds the value of this rank. */
  valueAt(rank: number): number;
}

/** Buckets of one sign and power of two. */
interface Page {
  readonly counts: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** Counts by the leading bits of the floating-point form, which grow with the value. */
function createHistogram(): Histogram {
  const pages: (Page | undefined)[] = new Array(BUCKETS_PER_PAGE);
  const scratch = new DataView(new ArrayBuffer(8));
  return {
    add(values) {
      for (let i = 0; i < values.length; i++) {
        const value = values[i] as number;
        scratch.setFloat64(0, value);
        const bits = scratch.getUint32(0);
        const key = ((bits >= 0x8000_0000 ? ~bits : bits ^ 0x8000_0000) >>> 0) >>> KEY_SHIFT;
        const number = key >>> MANTISSA_BITS;
        let page = pages[number];
        if (page === undefined) {
          page = emptyPage();
          pages[number] = page;
        }
        const bucket = key & (BUCKETS_PER_PAGE - 1);
        page.counts[bucket] = (page.counts[bucket] as number) + 1;
        if (value < (page.min[bucket] as number)) page.min[bucket] = value;
        if (value > (page.max[bucket] as number)) page.max[bucket] = value;
      }
    },
    valueAt(rank) {
      let before = 0;
      let last = Number.NaN;
      for (const page of pages) {
        if (page === undefined) continue;
        for (let bucket = 0; bucket < BUCKETS_PER_PAGE; bucket++) {
          const count = page.counts[bucket] as number;
          if (count === 0) continue;
          before += count;
          const low = page.min[bucket] as number;
          const high = page.max[bucket] as number;
          last = low === high ? low : low + (high - low) / 2;
          if (before > rank) return last;
        }
      }
      return last;
    },
  };
}

function emptyPage(): Page {
  return {
    counts: new Float64Array(BUCKETS_PER_PAGE),
    min: new Float64Array(BUCKETS_PER_PAGE).fill(Number.POSITIVE_INFINITY),
    max: new Float64Array(BUCKETS_PER_PAGE).fill(Number.NEGATIVE_INFINITY),
  };
}
