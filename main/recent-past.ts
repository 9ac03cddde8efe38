import { setTimeout as delay } from 'node:timers/promises';
import type { Profile } from '../engine/engine.ts';
import type { FeedKind } from './feed/feed.ts';
import type { Hub } from './hub/hub.ts';
import type { Log } from './log.ts';
import { readRecentStatistics } from './recording/recent-statistics.ts';

const HOUR_MS = 3_600_000;
/** The newest hour first: it is what the charts that are open show. */
const REACHES_MS = [HOUR_MS, 24 * HOUR_MS] as const;
/** Recovering what a killed run left takes a moment; a folder that another process holds is never recovered by us. */
const MAX_RECOVERY_MS = 10_000;

export interface RecentPastOptions {
  /** The folder `parquet_data`. */
  readonly root: string;
  readonly profile: Profile;
  readonly feed: FeedKind;
  readonly hub: Pick<Hub, 'addStored'>;
  /** Rows from here on are this run's own, Unix milliseconds. */
  readonly startedMs: number;
  readonly recovered: Promise<void>;
  readonly log: Log;
}

/** Gives the charts the recorded day before this run, in the background. Returns the way to stop. */
export function showRecentPast(options: RecentPastOptions): () => void {
  const aborting = new AbortController();
  load(options, aborting.signal).catch((error: Error) => {
    options.log.warn(`The charts start without the recorded past: ${error.message}`);
  });
  return () => aborting.abort();
}

async function load(options: RecentPastOptions, signal: AbortSignal): Promise<void> {
  const { root, profile, feed, hub, startedMs, log } = options;
  await Promise.race([options.recovered, delay(MAX_RECOVERY_MS, undefined, { ref: false })]);
  const beganMs = performance.now();
  let rows = 0;
  let others = 0;
  let untilMs = startedMs;
  for (const reachMs of REACHES_MS) {
    if (signal.aborted) return;
    const fromMs = startedMs - reachMs;
    const past = await readRecentStatistics({ root, profile, feed, fromMs, untilMs, signal });
    for (const problem of past.unreadable) log.warn(`Left out of the charts: ${problem}`);
    if (!signal.aborted && past.rows > 0) hub.addStored(past.pairs);
    rows += past.rows;
    others += past.others;
    untilMs = fromMs;
  }
  const left = others === 0 ? '' : `; ${others} segments of another profile or feed were left out`;
  log.info(`charts: ${rows} recorded rows read in ${Math.round(performance.now() - beganMs)} ms${left}`);
}
