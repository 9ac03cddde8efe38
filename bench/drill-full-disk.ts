import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openRecorder } from '../main/recording/recorder.ts';
import { bundleForNode } from '../tests/main/parquet/bundle.ts';
import { mountSmallDisk } from '../tests/main/recording/tmpfs.ts';
import { checkTrades, drillTrade } from './drill-trades.ts';

const RATE = 10_000;

/**
 * `npm run drill -- full-disk --runs 5`: records on a small disk that fills up again and again, makes room each time, and compares. Exit code 1
 * if a trade is lost, doubled or wrong. Skipped where no disk may be mounted.
 */
export async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { runs: { type: 'string', default: '5' } } });
  const disk = await mountSmallDisk('16m');
  if (disk === null) {
    console.log(JSON.stringify({ drill: 'full-disk', skipped: 'mounting a small disk is not permitted here' }));
    return 0;
  }
  const directory = await mkdtemp(join(tmpdir(), 'drill-full-disk-'));
  try {
    const worker = await bundleForNode('main/recording/segment-worker.ts', directory);
    const root = join(disk.path, 'parquet_data');
    const ballast = join(disk.path, 'ballast');
    const recorder = await openRecorder({
      directory: root,
      product: { name: 'full-disk drill', version: '0' },
      profile: 'standard',
      workerUrl: pathToFileURL(worker),
      rotateAfterMs: 500,
    });
    const startUs = Math.floor(Date.now() / 1_000) * 1_000_000;
    let sent = 0;
    let pauses = 0;
    let wasPaused = false;
    let bufferedMax = 0;
    const send = async (seconds: number): Promise<void> => {
      for (const end = Date.now() + seconds * 1_000; Date.now() < end; await delay(20)) {
        const batch = Array.from({ length: RATE / 50 }, () => drillTrade(sent++, startUs));
        recorder.addTrades(batch);
        const { state, bufferedRows } = recorder.status();
        bufferedMax = Math.max(bufferedMax, bufferedRows.trades);
        if (state === 'paused' && !wasPaused) pauses += 1;
        wasPaused = state === 'paused';
      }
    };
    for (let run = 0; run < Number(values.runs); run++) {
      await send(1 + Math.random());
      await writeFile(ballast, Buffer.alloc(16_000_000)).catch(() => undefined);
      await send(2 + Math.random());
      await rm(ballast);
      await send(3);
    }
    const { droppedRows, state } = recorder.status();
    await recorder.close();
    const check = await checkTrades(root, startUs);
    const lost = sent - (check.rows - check.duplicates);
    console.log(
      JSON.stringify({
        drill: 'full-disk',
        runs: Number(values.runs),
        pauses,
        stateBeforeEnd: state,
        bufferedMax,
        sent,
        lost,
        dropped: droppedRows.trades,
        ...check,
      }),
    );
    return lost + check.duplicates + check.wrongValues + check.unreadableFiles === 0 ? 0 : 1;
  } finally {
    await disk.unmount();
    await rm(directory, { recursive: true, force: true });
  }
}
