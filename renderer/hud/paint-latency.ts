import { LatencyHistogram, type LatencySummary } from '../../main/diagnostics/latency-histogram.ts';
import { TRADES_PAINTED } from '../viewer/paint-mark.ts';

/** How long trades take from their arrival at the application to the screen of this page, over the last minute. */
export interface PaintLatency {
  summary(): LatencySummary;
}

/** Only where page and application share a clock is the answer a duration. */
export function watchPaint(nowMs: () => number): PaintLatency {
  const histogram = new LatencyHistogram();
  new PerformanceObserver((list) => {
    // Not the time origin of the page: clocks are set while it is open.
    const originMs = Date.now() - performance.now();
    for (const entry of list.getEntriesByName(TRADES_PAINTED)) {
      const { receivedMs } = (entry as PerformanceMark).detail as { readonly receivedMs: number };
      histogram.record(originMs + entry.startTime - receivedMs, nowMs());
    }
  }).observe({ entryTypes: ['mark'] });
  return { summary: () => histogram.summary(nowMs()) };
}
