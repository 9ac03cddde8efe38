import { PerformanceObserver } from 'node:perf_hooks';
import { afterEach, expect, test, vi } from 'vitest';
import { createTradesPaintMark, TRADES_PAINTED } from '../../../renderer/viewer/paint-mark.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('one mark a frame with the newest arrival, none for an old row, and none stay behind', async () => {
  const frames: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => frames.push(callback));
  const seen: unknown[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByName(TRADES_PAINTED)) seen.push((entry as PerformanceMark).detail);
  });
  observer.observe({ entryTypes: ['mark'] });
  const paint = () => {
    for (const frame of frames.splice(0)) frame();
  };
  const drawn = createTradesPaintMark();
  drawn(100);
  drawn(105);
  paint();
  drawn(105);
  drawn(90);
  paint();
  drawn(110);
  paint();
  await vi.waitFor(() => expect(seen).toEqual([{ receivedMs: 105 }, { receivedMs: 110 }]));
  expect(performance.getEntriesByName(TRADES_PAINTED)).toEqual([]);
  observer.disconnect();
});
