import { expect, test } from 'vitest';
import { createStages } from '../../../main/diagnostics/stages.ts';
import { trade } from '../publish/fixtures.ts';

test('the way from the exchange is measured in two halves, each by its own clocks', () => {
  const stages = createStages(() => 0);
  stages.arrived([trade({ tradeTimeMs: 1_000, vendorTimeMs: 1_040, receivedTimeUs: 1_100_000 })]);
  const summaries = stages.summaries();
  expect(summaries['exchange-vendor'].maxMs).toBe(40);
  expect(summaries['vendor-us'].maxMs).toBe(60);
  expect(summaries.publish.count).toBe(0);
});

test('a trade without the vendor time measures nothing: unknown is not zero', () => {
  const stages = createStages(() => 0);
  stages.arrived([trade({ vendorTimeMs: null })]);
  expect(stages.summaries()['exchange-vendor']).toMatchObject({ count: 0, p50Ms: null });
});

test('of many trades at once some are measured', () => {
  const stages = createStages(() => 0);
  stages.arrived(Array.from({ length: 1_000 }, () => trade({ vendorTimeMs: 1, tradeTimeMs: 0 })));
  const { count } = stages.summaries()['exchange-vendor'];
  expect(count).toBeGreaterThan(10);
  expect(count).toBeLessThanOrEqual(16);
});

test('stages that are timed elsewhere', () => {
  const stages = createStages(() => 0);
  stages.record('engine', 3);
  expect(stages.summaries().engine).toMatchObject({ count: 1, maxMs: 3 });
});
