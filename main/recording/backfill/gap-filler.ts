import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../clock.ts';
import { describeGap } from '../gap-ledger.ts';
import type { Recorder } from '../recorder.ts';
import type { RecorderLog } from '../recorder-status.ts';
import { createBackfill } from './backfill.ts';
import { gapKey } from './backfill-state.ts';
import { type BackfillStatus, NOTHING_FETCHED } from './backfill-status.ts';

export interface GapFillerOptions {
  /** The folder `parquet_data`. */
  readonly root: string;
  readonly recorder: Pick<Recorder, 'recovered' | 'seal' | 'addBackfilled' | 'gapFilled' | 'status'>;
  /** Where missed trades are fetched, e.g. https://api.massive.com; null = the feed's server has no REST interface that we know. */
  readonly baseUrl: string | null;
  readonly apiKey: string;
  readonly enabled: boolean;
  /** Pairs to ask for besides those that were recorded around a gap. */
  readonly pairs: () => Iterable<string>;
  readonly clock: Pick<Clock, 'nowUs'>;
  readonly log: RecorderLog;
  /** How long after a gap its trades are fetched; default 20 s. */
  readonly settleMs?: number;
  /** How soon a run that was stopped by something passing is repeated; default 5 minutes. */
  readonly retryAfterMs?: number;
}

/** Fetches what was missed, after each gap and at the start what earlier runs left open. */
export interface GapFiller {
  status(): BackfillStatus;
  /** Takes effect at once: a run under way is ended, and goes on there when it is switched on again. */
  setEnabled(enabled: boolean): void;
  /** Ends a run under way, which goes on at the next start; resolves after 3 s at the latest. */
  stop(): Promise<void>;
}

const MAX_STOP_MS = 3_000;
const LOOK_EVERY_MS = 2_000;
const MAX_SEAL_MS = 30_000;
const SWITCHED_OFF = 'It is switched off.';
const NO_ADDRESS = 'No REST interface is known for this feed; --rest-url names one.';

export function createGapFiller(options: GapFillerOptions): GapFiller {
  const { recorder, baseUrl, clock, log, settleMs = 20_000, retryAfterMs = 300_000 } = options;
  let enabled = options.enabled;
  let running: Promise<void> | null = null;
  let isRecovered = false;
  let isStopping = false;
  /** When the ledger is to be looked through: a while after each gap, and after a run that was stopped. */
  let dueMs: number[] = [];
  let notBeforeMs = 0;
  const seen = new Set<string>();

  const backfill =
    baseUrl === null
      ? null
      : createBackfill({
          root: options.root,
          baseUrl,
          apiKey: options.apiKey,
          pairs: options.pairs,
          settleMs,
          nowMs: () => clock.nowUs() / 1_000,
          seal: () => recorder.seal(MAX_SEAL_MS),
          store: (trades) => recorder.addBackfilled(trades),
          onFilled(gap) {
            recorder.gapFilled(gap);
            log.info(`backfill: ${gap.tradesRecovered} trades of ${describeGap(gap)} were fetched and recorded`);
          },
        });
  if (enabled && baseUrl === null) log.info(`backfill is off: ${NO_ADDRESS}`);

  void recorder.recovered.then(() => {
    isRecovered = true;
    dueMs.push(performance.now() + settleMs);
  });

  const run = async (): Promise<void> => {
    if (backfill === null) return;
    const { state, reason, isFinal, retryAfterMs: wantedMs } = await backfill.run();
    if (state !== 'stopped' || !enabled || isStopping) return;
    log.warn(`backfill stopped: ${reason}`);
    // Also a refused key may be accepted some day; nothing hurries.
    notBeforeMs = performance.now() + Math.max(retryAfterMs * (isFinal ? 12 : 1), wantedMs ?? 0);
    dueMs.push(notBeforeMs);
  };

  const look = (): void => {
    const nowMs = performance.now();
    for (const gap of recorder.status().gaps) {
      if (seen.has(gapKey(gap))) continue;
      seen.add(gapKey(gap));
      // It may not be in the ledger yet.
      dueMs.push(nowMs + settleMs + LOOK_EVERY_MS);
    }
    if (running !== null || backfill === null || !enabled || !isRecovered || nowMs < notBeforeMs) return;
    if (!dueMs.some((time) => time <= nowMs)) return;
    dueMs = dueMs.filter((time) => time > nowMs);
    running = run().finally(() => {
      running = null;
    });
  };
  const timer = setInterval(look, LOOK_EVERY_MS);

  return {
    status() {
      const status = backfill?.status() ?? NOTHING_FETCHED;
      if (backfill !== null && enabled) return status;
      return { ...status, state: 'off', reason: enabled ? NO_ADDRESS : SWITCHED_OFF };
    },
    setEnabled(on) {
      if (on === enabled) return;
      enabled = on;
      notBeforeMs = 0;
      if (on) dueMs.push(performance.now());
      else void backfill?.stop();
    },
    async stop() {
      isStopping = true;
      clearInterval(timer);
      // Storing may wait for a disk that does not answer; what was stored and not noted is told apart at the next start.
      await Promise.race([backfill?.stop(), delay(MAX_STOP_MS, undefined, { ref: false })]);
    },
  };
}
