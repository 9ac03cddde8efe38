import { afterEach, expect, test } from 'vitest';
import { engineConfig } from '../../engine/config.ts';
import { createEngine } from '../../engine/create-engine.ts';
import type { StatisticsBatch } from '../../engine/engine.ts';
import { driveEngine, type EngineDriver, originOf } from '../../main/engine-driver.ts';
import { createDemoFeed } from '../../main/feed/demo/demo-feed.ts';
import type { Feed } from '../../main/feed/feed.ts';

const ORIGIN_US = 1_700_000_000_000_000;
let driver: EngineDriver | null = null;

afterEach(() => {
  driver?.stop();
  driver = null;
});

/** An engine on a feed whose clock the test sets. */
function rig(startUs: number) {
  const clock = { us: startUs };
  const feed: Feed = {
    ...createDemoFeed({ clock: { nowUs: () => clock.us, jumps: { forward: 0, backward: 0, behindMs: 0 } } }),
    nowUs: () => clock.us,
    status: demoStatus,
  };
  const times: number[] = [];
  const counts: number[] = [];
  const partial: number[] = [];
  const engine = createEngine(engineConfig('standard', ORIGIN_US / 1e6), (batch: StatisticsBatch) => {
    times.push(started.timeMsOf(batch));
    counts.push(batch.values.trade_count_60s[0] as number);
    partial.push(batch.partial[0] as number);
  });
  const started = driveEngine(engine, feed, ORIGIN_US);
  driver = started;
  return { clock, engine, driver: started, times, counts, partial };
}

function demoStatus() {
  return createDemoFeed({ clock: { nowUs: () => 0, jumps: { forward: 0, backward: 0, behindMs: 0 } } }).status();
}

function trade(receivedTimeUs: number) {
  return {
    pair: 'BTC-USD',
    price: 100,
    size: 1,
    side: 'buy' as const,
    exchange: 1,
    tradeId: null,
    tradeTimeMs: receivedTimeUs / 1_000,
    vendorTimeMs: null,
    receivedTimeUs,
  };
}

test('the origin is the whole second at or before the start', () => {
  expect(originOf(1_700_000_000_999_999)).toBe(ORIGIN_US);
  expect(originOf(ORIGIN_US)).toBe(ORIGIN_US);
});

test('rows carry the Unix time of their second', async () => {
  const { clock, driver: started, times } = rig(ORIGIN_US);
  started.onTrades([trade(ORIGIN_US + 250_000)]);
  clock.us = ORIGIN_US + 1_000_001;
  await expect.poll(() => times).toEqual([ORIGIN_US / 1_000 + 1_000]);
});

test('seconds missed in sleep are evaluated at their nominal times, with other work in between', async () => {
  const { clock, driver: started, times, counts } = rig(ORIGIN_US);
  started.onTrades([trade(ORIGIN_US + 250_000)]);
  clock.us = ORIGIN_US + 90_500_000;
  started.onTrades([trade(clock.us), trade(clock.us)]);
  started.onTrades([trade(clock.us)]);
  let turns = 0;
  const turning = setInterval(() => {
    turns += 1;
  }, 0);
  await expect.poll(() => times.length).toBe(90);
  clearInterval(turning);
  expect(turns).toBeGreaterThan(10);
  expect(times[89]).toBe(ORIGIN_US / 1_000 + 90_000);
  expect(counts.slice(58, 62)).toEqual([1, 1, 0, 0]);
  clock.us = ORIGIN_US + 91_000_001;
  // Trades that came meanwhile were held back, not lost.
  await expect.poll(() => counts[90]).toBe(3);
});

test('rows are partial while an outage lasts, and as long after it as it touches their windows', async () => {
  const { clock, driver: started, times, partial } = rig(ORIGIN_US);
  const at = (seconds: number) => ORIGIN_US + seconds * 1_000_000;
  started.onTrades([trade(at(0.25))]);
  clock.us = at(2.5);
  await expect.poll(() => times.length).toBe(2);
  started.onOutage(at(2.2));
  clock.us = at(4.5);
  await expect.poll(() => times.length).toBe(4);
  started.onGap({ fromUs: at(2.2), toUs: at(4.7), reason: 'test', reconnects: 1 });
  started.onTrades([trade(at(4.7))]);
  clock.us = at(66.5);
  await expect.poll(() => times.length).toBe(66);
  expect(partial.slice(0, 5)).toEqual([0, 0, 1, 1, 1]);
  expect(partial.slice(62)).toEqual([1, 1, 0, 0]);
});
