import { measureFrames } from './engine-frames.ts';
import { measureDay, measureStatePerPair } from './engine-memory.ts';
import { measureCatchUp, measureSpeed } from './engine-speed.ts';
import { type Figure, report } from './report.ts';

/**
 * Speed and memory of the statistics engine. Frames to statistics is bounded at the design load of 2,000 trades/s; at the
 * recorded market's mean rate evaluating 250 pairs every second outweighs parsing 50 trades.
 */
export async function run(): Promise<void> {
  const figures: Figure[] = [
    ...(await measureDay(250)),
    ...(await measureStatePerPair('standard', 2_000)),
    ...(await measureStatePerPair('csp', 2_000)),
    ...measureSpeed('standard', 250, 4_000),
    ...measureSpeed('standard', 2_000, 1_000),
    ...measureSpeed('csp', 250, 4_000),
    ...measureSpeed('csp', 2_000, 1_000),
    ...measureCatchUp(2_000),
    ...measureFrames(2_000, 60, 2),
    ...measureFrames(450, 120),
    ...measureFrames(50, 600),
  ];
  report(figures);
}
