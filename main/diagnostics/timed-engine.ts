import { performance } from 'node:perf_hooks';
import type { Engine } from '../../engine/engine.ts';

/** Adds up the time that something takes. */
export interface Stopwatch {
  /** Runs it and returns how long it took, milliseconds. */
  run(work: () => void): number;
  /** Ever since. */
  totalMs(): number;
}

export function createStopwatch(): Stopwatch {
  let totalMs = 0;
  return {
    run(work) {
      const startMs = performance.now();
      work();
      const tookMs = performance.now() - startMs;
      totalMs += tookMs;
      return tookMs;
    },
    totalMs: () => totalMs,
  };
}

/** The same engine; tells how long each call took that evaluated a second, without the handing over of its rows. */
export function timedEngine(engine: Engine, handOver: Stopwatch, took: (durationMs: number) => void): Engine {
  return {
    addTrade: (timeNs, trade) => engine.addTrade(timeNs, trade),
    advance(timeNs, maxPairSeconds) {
      const before = engine.ticks();
      const handedMs = handOver.totalMs();
      const startMs = performance.now();
      const isDone = engine.advance(timeNs, maxPairSeconds);
      if (engine.ticks() !== before) took(performance.now() - startMs - (handOver.totalMs() - handedMs));
      return isDone;
    },
    markGap: (fromNs, toNs) => engine.markGap(fromNs, toNs),
    counters: () => engine.counters(),
    ticks: () => engine.ticks(),
  };
}
