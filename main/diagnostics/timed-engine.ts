import { performance } from 'node:perf_hooks';
import type { Engine } from '../../engine/engine.ts';

/** The same engine; tells how long each call took that evaluated a second, with the publication of its rows. */
export function timedEngine(engine: Engine, took: (durationMs: number) => void): Engine {
  return {
    addTrade: (timeNs, trade) => engine.addTrade(timeNs, trade),
    advance(timeNs, maxPairSeconds) {
      const before = engine.counters().ticks;
      const startMs = performance.now();
      const isDone = engine.advance(timeNs, maxPairSeconds);
      if (engine.counters().ticks !== before) took(performance.now() - startMs);
      return isDone;
    },
    markGap: (fromNs, toNs) => engine.markGap(fromNs, toNs),
    counters: () => engine.counters(),
  };
}
