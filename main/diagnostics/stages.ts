import type { Trade } from '../../engine/trade.ts';
import { LatencyHistogram, type LatencySummary } from './latency-histogram.ts';

/** The way of a trade, in its order; the last stage, paint, is measured by each page. */
export const STAGES = ['exchange-vendor', 'vendor-us', 'engine', 'publish', 'publish-statistics'] as const;
export type Stage = (typeof STAGES)[number];
export type StageSummaries = Readonly<Record<Stage, LatencySummary>>;

/** Measures of every so many trades are enough, and cost nothing when thousands come at once. */
const MOST_PER_BATCH = 16;

export interface Stages {
  /** Trades of a live feed that have just arrived. */
  arrived(batch: readonly Trade[]): void;
  record(stage: Stage, durationMs: number): void;
  summaries(): StageSummaries;
}

/** `nowMs` is a clock that never goes back. */
export function createStages(nowMs: () => number): Stages {
  const histograms = Object.fromEntries(STAGES.map((stage) => [stage, new LatencyHistogram()])) as Record<
    Stage,
    LatencyHistogram
  >;
  const record = (stage: Stage, durationMs: number) => histograms[stage].record(durationMs, nowMs());
  return {
    record,
    arrived(batch) {
      const step = Math.max(1, Math.ceil(batch.length / MOST_PER_BATCH));
      for (let i = 0; i < batch.length; i += step) {
        const { vendorTimeMs, tradeTimeMs, receivedTimeUs } = batch[i] as Trade;
        // Without the vendor's time neither half of the way is known.
        if (vendorTimeMs === null) continue;
        record('exchange-vendor', vendorTimeMs - tradeTimeMs);
        record('vendor-us', receivedTimeUs / 1_000 - vendorTimeMs);
      }
    },
    summaries() {
      const now = nowMs();
      return Object.fromEntries(STAGES.map((stage) => [stage, histograms[stage].summary(now)])) as Record<
        Stage,
        LatencySummary
      >;
    },
  };
}
