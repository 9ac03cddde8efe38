import { expect, test } from 'vitest';
import { engineConfig } from '../../../engine/config.ts';
import { createEngine } from '../../../engine/create-engine.ts';
import { NS_PER_S } from '../../../engine/time.ts';
import { createStopwatch, timedEngine } from '../../../main/diagnostics/timed-engine.ts';
import { trade } from '../publish/fixtures.ts';

function wait(ms: number): void {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
}

test('only calls that evaluate a second are timed, without the handing over of its rows', () => {
  const took: number[] = [];
  let rows = 0;
  const handOver = createStopwatch();
  const inner = createEngine(engineConfig('standard', 0), (batch) => {
    rows += batch.length;
    handOver.run(() => wait(200));
    wait(5);
  });
  const engine = timedEngine(inner, handOver, (durationMs) => took.push(durationMs));
  engine.advance(0.5 * NS_PER_S);
  const before = took.length;
  engine.addTrade(0.6 * NS_PER_S, trade());
  engine.advance(0.7 * NS_PER_S);
  expect(took).toHaveLength(before);
  engine.advance(1.5 * NS_PER_S);
  expect(took).toHaveLength(before + 1);
  expect(rows).toBe(1);
  expect(took.at(-1)).toBeGreaterThanOrEqual(5);
  expect(took.at(-1)).toBeLessThan(200);
  expect(handOver.totalMs()).toBeGreaterThanOrEqual(200);
  expect(engine.counters()).toEqual(inner.counters());
  expect(engine.ticks()).toBe(engine.counters().ticks);
});
