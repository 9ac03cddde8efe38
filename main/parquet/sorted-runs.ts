import type { BlockPlace, BlockSpill } from './block-spill.ts';
import type { TimedSource } from './merge-by-time.ts';
import { orderOf, pickRows, ROW_BLOCKS, type RowBlock } from './row-block.ts';

/** Rows sorted in memory at once. */
const RUN_ROWS = 65_536;
/** Rows of a run that are in memory while it is merged with the others. */
const BLOCK_ROWS = 512;

/**
 * Sorts any number of rows in bounded memory, the first half of it: sorted runs on disk, to be merged. Rows of equal time keep their
 * order if the runs are merged in theirs.
 */
export async function sortedRuns(
  rows: AsyncIterable<RowBlock>,
  spill: BlockSpill<RowBlock>,
  onSorted: (rows: number) => void,
): Promise<TimedSource<RowBlock>[]> {
  const runs: TimedSource<RowBlock>[] = [];
  let run = ROW_BLOCKS.empty();
  const flush = async (): Promise<void> => {
    const { times, values } = run;
    const order = orderOf(times);
    const first = order[0];
    if (first === undefined) return;
    const places: BlockPlace[] = [];
    for (let start = 0; start < order.length; start += BLOCK_ROWS) {
      places.push(...(await spill.write([pickRows(times, values, order.slice(start, start + BLOCK_ROWS))])));
    }
    runs.push({ firstNs: times[first] as bigint, batches: () => readRun(places, spill) });
    onSorted(order.length);
    run = ROW_BLOCKS.empty();
  };
  for await (const block of rows) {
    ROW_BLOCKS.append(run, block, 0, block.times.length);
    if (run.times.length >= RUN_ROWS) await flush();
  }
  await flush();
  return runs;
}

async function* readRun(places: readonly BlockPlace[], spill: BlockSpill<RowBlock>) {
  for (const place of places) yield await spill.read(place);
}
