import { counted } from '../counted.ts';
import type { ReadCounters } from '../parquet/read-trades.ts';

/** What was odd about recorded trades, one sentence each; `clampedTimes` is the engine's count. */
export function tradeWarnings(
  { backfilledRows, unusableRows, firstProblem }: ReadCounters,
  clampedTimes: number,
): readonly string[] {
  const found: string[] = [];
  if (backfilledRows > 0) {
    found.push(
      `Passed over ${counted(backfilledRows, 'trade')} that were fetched after an outage: they never arrived.`,
    );
  }
  if (unusableRows > 0) {
    found.push(`Left out ${counted(unusableRows, 'row')} without a usable trade; the first: ${firstProblem}.`);
  }
  if (clampedTimes > 0) {
    found.push(`Found ${counted(clampedTimes, 'trade')} out of order of arrival, taken at the time of the one before.`);
  }
  return found;
}
