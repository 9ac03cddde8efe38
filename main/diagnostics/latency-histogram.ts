/** Buckets per doubling: a quantile is off by at most 1/16 of itself. */
const PER_OCTAVE = 8;
const OCTAVES = 32;
/** The window slides in steps of a slot. */
const SLOTS = 6;
const SLOT_MS = 10_000;

/** Durations of the last minute, milliseconds. */
export interface LatencySummary {
  readonly count: number;
  /** null = nothing was measured. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly maxMs: number | null;
  /** Measured below zero, counted as zero: the clocks of the two ends disagree. */
  readonly negative: number;
}

interface Slot {
  readonly counts: Uint32Array;
  startMs: number;
  maxMs: number;
  negative: number;
}

/** Collects durations in fixed memory and tells their quantiles over the last 50 to 60 seconds. The caller has the clock. */
export class LatencyHistogram {
  readonly #slots: Slot[] = Array.from({ length: SLOTS }, () => ({
    counts: new Uint32Array(PER_OCTAVE * OCTAVES),
    startMs: Number.NEGATIVE_INFINITY,
    maxMs: 0,
    negative: 0,
  }));

  /** `nowMs` is of a clock that never goes back. */
  record(durationMs: number, nowMs: number): void {
    const startMs = Math.floor(nowMs / SLOT_MS) * SLOT_MS;
    const slot = this.#slots[(startMs / SLOT_MS) % SLOTS] as Slot;
    if (slot.startMs !== startMs) {
      slot.counts.fill(0);
      slot.startMs = startMs;
      slot.maxMs = 0;
      slot.negative = 0;
    }
    if (durationMs < 0) slot.negative += 1;
    if (durationMs > slot.maxMs) slot.maxMs = durationMs;
    const bucket = bucketOf(durationMs);
    slot.counts[bucket] = (slot.counts[bucket] as number) + 1;
  }

  summary(nowMs: number): LatencySummary {
    const oldestMs = Math.floor(nowMs / SLOT_MS) * SLOT_MS - (SLOTS - 1) * SLOT_MS;
    const slots = this.#slots.filter(({ startMs }) => startMs >= oldestMs);
    const counts = new Float64Array(PER_OCTAVE * OCTAVES);
    for (const slot of slots) {
      for (const [i, count] of slot.counts.entries()) counts[i] = (counts[i] as number) + count;
    }
    const count = counts.reduce((sum, each) => sum + each, 0);
    const maxMs = Math.max(0, ...slots.map((slot) => slot.maxMs));
    const quantile = (share: number): number | null => {
      if (count === 0) return null;
      let left = Math.ceil(share * count);
      const bucket = counts.findIndex((each) => {
        left -= each;
        return left <= 0;
      });
      return Math.min(maxMs, durationOf(bucket));
    };
    return {
      count,
      p50Ms: quantile(0.5),
      p95Ms: quantile(0.95),
      p99Ms: quantile(0.99),
      maxMs: count === 0 ? null : maxMs,
      negative: slots.reduce((sum, slot) => sum + slot.negative, 0),
    };
  }
}

/** Bucket 0 is below a microsecond. */
function bucketOf(durationMs: number): number {
  const us = durationMs * 1_000;
  if (!(us >= 1)) return 0;
  return Math.min(PER_OCTAVE * OCTAVES - 1, 1 + Math.floor(Math.log2(us) * PER_OCTAVE));
}

/** The middle of a bucket, milliseconds. */
function durationOf(bucket: number): number {
  return bucket === 0 ? 0 : 2 ** ((bucket - 0.5) / PER_OCTAVE) / 1_000;
}
