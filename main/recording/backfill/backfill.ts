import { setTimeout as delay } from 'node:timers/promises';
import { addToLedger, type RecordedGap, readLedger } from '../gap-ledger.ts';
import type { BackfilledTrade } from '../recorded-cells.ts';
import { type BackfillState, type GapProgress, gapKey, NOT_STARTED, readState, writeState } from './backfill-state.ts';
import { type RecordedTrades, readRecordedTrades } from './recorded-trades.ts';
import { fetchTradesPage, firstPageUrl, RestError, type TradesPage } from './rest-trades.ts';

export interface BackfillOptions {
  /** The folder `parquet_data`. */
  readonly root: string;
  /** Stores trades; false = not now. */
  readonly store: (trades: readonly BackfilledTrade[]) => Promise<boolean>;
  /** e.g. https://api.polygon.io */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Pairs to ask for besides those that were recorded around the gap. */
  readonly pairs: () => Iterable<string>;
  /** At most; halved whenever the provider says that it is too much. Default 60. */
  readonly requestsPerMinute?: number;
  /** Default 30 s. */
  readonly timeoutMs?: number;
  /** Pause before a failed request is repeated, growing with each failure; default 2 s. */
  readonly retryAfterMs?: number;
  /** Older gaps are left alone; default 7. */
  readonly maxAgeDays?: number;
  readonly nowMs?: () => number;
}

export interface BackfillStatus {
  readonly state: 'idle' | 'running' | 'stopped';
  /** Why it stopped, for people; null = it did not. */
  readonly reason: string | null;
  readonly recovered: number;
  /** Trades that were there already. */
  readonly duplicates: number;
  /** What the provider sent and could not be used. */
  readonly unusable: number;
  /** Pairs of the current gap that are complete, of how many. */
  readonly pairsDone: number;
  readonly pairsTotal: number;
}

export interface Backfill {
  /** Fills every gap of the ledger that is not filled yet, newest first. Never rejects; a second call joins the first. */
  run(): Promise<BackfillStatus>;
  status(): BackfillStatus;
  /** Ends after the page under way; the next run goes on there. */
  stop(): Promise<void>;
}

/** Around a gap, for trades whose exchange time and arrival are not on the same side of its ends. */
const MARGIN_US = 10_000_000;
/** Recorded trades this close to the gap tell which pairs to ask for, and which trades are there already. */
const NEIGHBOURHOOD_US = 300_000_000;
const MAX_FAILURES = 5;
const DAY_US = 86_400_000_000;

/** What ends a run: nothing that was asked for again would help. */
class Stop extends Error {}

export function createBackfill(options: BackfillOptions): Backfill {
  const { root, retryAfterMs = 2_000, timeoutMs = 30_000, maxAgeDays = 7, nowMs = Date.now } = options;
  /** Identities of what this run of the application stored, which may not be in segments yet. */
  const storedIds = new Set<string>();
  const aborter = new AbortController();
  const { signal } = aborter;
  let intervalMs = 60_000 / (options.requestsPerMinute ?? 60);
  let nextRequestMs = 0;
  let running: Promise<BackfillStatus> | null = null;
  let status: BackfillStatus = {
    state: 'idle',
    reason: null,
    recovered: 0,
    duplicates: 0,
    unusable: 0,
    pairsDone: 0,
    pairsTotal: 0,
  };

  const change = (part: Partial<BackfillStatus>): void => {
    status = { ...status, ...part };
  };

  /** One page, no faster than allowed; repeated while that makes sense. */
  const fetchPage = async (url: string, pair: string): Promise<TradesPage> => {
    for (let failures = 1; ; failures++) {
      const waitMs = nextRequestMs - performance.now();
      if (waitMs > 0) await delay(waitMs, undefined, { signal });
      nextRequestMs = performance.now() + intervalMs;
      try {
        return await fetchTradesPage(url, pair, {
          baseUrl: options.baseUrl,
          apiKey: options.apiKey,
          timeoutMs,
          signal,
        });
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof RestError)) throw error;
        if (error.failure === 'request') return { trades: [], unusable: 0, nextUrl: null };
        if (error.failure === 'key' || error.failure === 'plan') throw new Stop(error.message);
        if (failures >= MAX_FAILURES) throw new Stop(`${error.message} It is tried again later.`);
        if (error.failure === 'limit') {
          intervalMs *= 2;
          nextRequestMs = performance.now() + Math.max(intervalMs, error.retryAfterMs ?? 0);
        } else {
          nextRequestMs = performance.now() + retryAfterMs * 2 ** (failures - 1);
        }
      }
    }
  };

  /** What of a page is new: not recorded, and, where trades have no id, strictly within the gap. */
  const newTrades = ({ trades }: TradesPage, gap: Gap, recorded: RecordedTrades): BackfilledTrade[] =>
    trades.filter(({ pair, exchange, tradeId, tradeTimeMs }) => {
      if (tradeId === null) return tradeTimeMs * 1_000 > gap.fromUs && tradeTimeMs * 1_000 < gap.toUs;
      if (recorded.has(pair, exchange, tradeId)) return false;
      recorded.add(pair, exchange, tradeId);
      return true;
    });

  const fillPair = async (
    gap: Gap,
    pair: string,
    firstUrl: string,
    recorded: RecordedTrades,
    save: Save,
  ): Promise<void> => {
    for (let url: string | null = firstUrl; url !== null; ) {
      const page: TradesPage = await fetchPage(url, pair);
      const fresh = newTrades(page, gap, recorded);
      if (fresh.length > 0 && !(await options.store(fresh))) throw new Stop('Nothing can be stored now.');
      change({
        recovered: status.recovered + fresh.length,
        duplicates: status.duplicates + page.trades.length - fresh.length,
        unusable: status.unusable + page.unusable,
      });
      url = page.nextUrl;
      await save(fresh.length, url === null ? null : { pair, url });
      signal.throwIfAborted();
    }
  };

  const fillGap = async (gap: Gap, state: BackfillState): Promise<BackfillState> => {
    const recorded = await readRecordedTrades(
      root,
      gap.fromUs - NEIGHBOURHOOD_US,
      gap.toUs + NEIGHBOURHOOD_US,
      storedIds,
    );
    const pairs = [...new Set([...recorded.pairs, ...options.pairs()])].sort();
    let progress: GapProgress = state[gapKey(gap)] ?? NOT_STARTED;
    const write = (change: Partial<GapProgress>): Promise<void> => {
      progress = { ...progress, ...change };
      return writeState(root, { ...state, [gapKey(gap)]: progress });
    };
    for (const pair of pairs) {
      change({ pairsDone: progress.pairs.length, pairsTotal: pairs.length });
      if (progress.pairs.includes(pair)) continue;
      const { next } = progress;
      const url =
        next?.pair === pair
          ? next.url
          : firstPageUrl(options.baseUrl, pair, gap.fromUs - MARGIN_US, gap.toUs + MARGIN_US);
      await fillPair(gap, pair, url, recorded, (stored, following) =>
        write({
          recovered: progress.recovered + stored,
          next: following,
          pairs: following === null ? [...progress.pairs, pair] : progress.pairs,
        }),
      );
    }
    await write({ done: true });
    if (progress.recovered > 0) await addToLedger(root, [{ ...gap, tradesRecovered: progress.recovered }]);
    return { ...state, [gapKey(gap)]: progress };
  };

  const runAll = async (): Promise<BackfillStatus> => {
    change({ state: 'running', reason: null });
    try {
      let state = await readState(root);
      const oldestUs = nowMs() * 1_000 - maxAgeDays * DAY_US;
      const gaps = (await readLedger(root))
        .filter(isBounded)
        .filter((gap) => gap.toUs >= oldestUs)
        .reverse();
      const keys = new Set(gaps.map(gapKey));
      state = Object.fromEntries(Object.entries(state).filter(([key]) => keys.has(key)));
      for (const gap of gaps) if (state[gapKey(gap)]?.done !== true) state = await fillGap(gap, state);
      change({ state: 'idle' });
    } catch (error) {
      const reason = signal.aborted ? 'It was stopped; the next run goes on where it was.' : (error as Error).message;
      change({ state: 'stopped', reason });
    }
    return status;
  };

  return {
    run() {
      running ??= runAll().finally(() => {
        running = null;
      });
      return running;
    },
    status: () => status,
    async stop() {
      aborter.abort();
      await running;
    },
  };
}

/** A gap with both ends. */
type Gap = RecordedGap & { readonly fromUs: number };
type Save = (stored: number, next: GapProgress['next']) => Promise<void>;

const isBounded = (gap: RecordedGap): gap is Gap => gap.fromUs !== null && gap.fromUs < gap.toUs;
