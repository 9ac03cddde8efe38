import { expect, test } from 'vitest';
import { engineConfig } from '../../../engine/config.ts';
import { createEngine } from '../../../engine/create-engine.ts';
import { NS_PER_S } from '../../../engine/time.ts';
import { timedEngine } from '../../../main/diagnostics/timed-engine.ts';
import { trade } from '../publish/fixtures.ts';

test('only calls that evaluate a second are timed, with the publication of its rows', () => {
  const took: number[] = [];
  let rows = 0;
  const inner = createEngine(engineConfig('standard', 0), (batch) => {
    rows += batch.length;
    const untilMs = performance.now() + 5;
    while (performance.now() < untilMs);
  });
  const engine = timedEngine(inner, (durationMs) => took.push(durationMs));
  engine.advance(0.5 * NS_PER_S);
  const before = took.length;
  engine.addTrade(0.6 * NS_PER_S, trade());
  engine.advance(0.7 * NS_PER_S);
  expect(took).toHaveLength(before);
  engine.advance(1.5 * NS_PER_S);
  expect(took).toHaveLength(before + 1);
  expect(rows).toBe(1);
  expect(took.at(-1)).toBeGreaterThanOrEqual(5);
  expect(engine.counters()).toEqual(inner.counters());
});
