import { addToLedger, type RecordedGap, readLedger } from '../gap-ledger.ts';
import type { BackfilledTrade } from '../recorded-cells.ts';
import { type BackfillState, type GapProgress, gapKey, NOT_STARTED, readState, writeState } from './backfill-state.ts';
import { type BackfillStatus, NOTHING_FETCHED } from './backfill-status.ts';
import { createPacedFetch, type Page, PageLost, Stop } from './paced-fetch.ts';
import { type RecordedTrades, readRecordedTrades } from './recorded-trades.ts';
import { firstPageUrl, isOfServer, type TradesPage } from './rest-trades.ts';

export interface BackfillOptions {
  /** The folder `parquet_data`. */
  readonly root: string;
  /** Makes segments of all that is recorded so far, so that it can be looked up; false = not now. */
  readonly seal: () => Promise<boolean>;
  /** Stores trades; false = not now. */
  readonly store: (trades: readonly BackfilledTrade[]) => Promise<boolean>;
  /** Told of every gap that is filled, with the number of trades; the ledger has it already. */
  readonly onFilled?: (gap: RecordedGap) => void;
  /** e.g. https://api.polygon.io */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Pairs to ask for besides those that were recorded around the gap. */
  readonly pairs: () => Iterable<string>;
  /** At most; halved whenever the provider says that it is too much. Default 300. */
  readonly requestsPerMinute?: number;
  /** Default 30 s. */
  readonly timeoutMs?: number;
  /** Pause before a failed request is repeated, growing with each failure; default 2 s. */
  readonly retryAfterMs?: number;
  /** Older gaps are left alone; default 7. */
  readonly maxAgeDays?: number;
  /** A gap is left for later until its end is this long ago: what came right behind it must have arrived and been recorded. Default 0. */
  readonly settleMs?: number;
  readonly nowMs?: () => number;
}

export interface Backfill {
  /** Fills every gap of the ledger that is not filled yet, newest first. Never rejects; a second call joins the first. */
  run(): Promise<BackfillStatus>;
  status(): BackfillStatus;
  /** Ends the run under way; the next one goes on there. */
  stop(): Promise<void>;
}

/** Around a gap, for trades whose exchange time and arrival are not on the same side of its ends. */
const MARGIN_US = 10_000_000;
/** Recorded trades this close to the gap tell which pairs to ask for, and which trades are there already. */
const NEIGHBOURHOOD_US = 300_000_000;
const NOT_NOW = 'Nothing can be stored now. It is tried again later.';
const DAY_US = 86_400_000_000;

export function createBackfill(options: BackfillOptions): Backfill {
  const { root, maxAgeDays = 7, settleMs = 0, nowMs = Date.now } = options;
  let aborter = new AbortController();
  let running: Promise<BackfillStatus> | null = null;
  let status = NOTHING_FETCHED;

  const change = (part: Partial<BackfillStatus>): void => {
    status = { ...status, ...part };
  };

  const fetchPage = createPacedFetch({
    baseUrl: options.baseUrl,
    apiKey: options.apiKey,
    requestsPerMinute: options.requestsPerMinute ?? 300,
    timeoutMs: options.timeoutMs ?? 30_000,
    retryAfterMs: options.retryAfterMs ?? 2_000,
    onTrouble: (reason) => change({ reason }),
  });

  /** What of a page is new: not recorded, and, where trades have no id or were recorded without, strictly within the gap. */
  const newTrades = ({ trades }: TradesPage, gap: Gap, recorded: RecordedTrades): BackfilledTrade[] =>
    trades.filter(({ pair, exchange, tradeId, tradeTimeMs }) => {
      const isWithin = tradeTimeMs * 1_000 > gap.fromUs && tradeTimeMs * 1_000 < gap.toUs;
      if (tradeId === null || (!isWithin && recorded.isAnonymous(pair))) return isWithin;
      if (recorded.has(pair, exchange, tradeId)) return false;
      recorded.add(pair, exchange, tradeId);
      return true;
    });

  /** From a page on to the last one. */
  const fillPair = async (gap: Gap, page: Page, recorded: RecordedTrades, save: Save): Promise<void> => {
    const { pair } = page;
    for (let next: Page | null = page; next !== null; ) {
      const found: TradesPage = await fetchPage(next, aborter.signal);
      const fresh = newTrades(found, gap, recorded);
      if (fresh.length > 0 && !(await options.store(fresh))) throw new Stop(NOT_NOW);
      change({
        reason: null,
        recovered: status.recovered + fresh.length,
        duplicates: status.duplicates + found.trades.length - fresh.length,
        unusable: status.unusable + found.unusable,
      });
      next = found.nextUrl === null ? null : { pair, url: found.nextUrl, isFirst: false };
      await save(fresh.length, next);
      aborter.signal.throwIfAborted();
    }
  };

  /** From where an earlier run left it; from its beginning where that page is not to be had any more. Nothing is stored twice. */
  const resumePair = async (
    gap: Gap,
    pair: string,
    next: GapProgress['next'],
    recorded: RecordedTrades,
    save: Save,
  ): Promise<void> => {
    const url = firstPageUrl(options.baseUrl, pair, gap.fromUs - MARGIN_US, gap.toUs + MARGIN_US);
    const first: Page = { pair, url, isFirst: true };
    const isKept = next?.pair === pair && isOfServer(next.url, options.baseUrl);
    try {
      await fillPair(gap, isKept ? { ...next, isFirst: false } : first, recorded, save);
    } catch (error) {
      if (!(error instanceof PageLost)) throw error;
      await fillPair(gap, first, recorded, save).catch((again: unknown) => {
        throw again instanceof PageLost ? new Stop(`${again.message} It is tried again later.`) : again;
      });
    }
  };

  const fillPiece = async (piece: Gap, state: BackfillState): Promise<BackfillState> => {
    if (!(await options.seal())) throw new Stop(NOT_NOW);
    const recorded = await readRecordedTrades(root, piece.fromUs - NEIGHBOURHOOD_US, piece.toUs + NEIGHBOURHOOD_US);
    const pairs = [...new Set([...recorded.pairs, ...options.pairs()])].sort();
    let progress: GapProgress = state[gapKey(piece)] ?? NOT_STARTED;
    const write = (change: Partial<GapProgress>): Promise<void> => {
      progress = { ...progress, ...change };
      return writeState(root, { ...state, [gapKey(piece)]: progress });
    };
    for (const [i, pair] of pairs.entries()) {
      change({ pairsDone: i, pairsTotal: pairs.length });
      if (progress.pairs.includes(pair)) continue;
      await resumePair(piece, pair, progress.next, recorded, (stored, following) =>
        write({
          recovered: progress.recovered + stored,
          next: following && { pair, url: following.url },
          pairs: following === null ? [...progress.pairs, pair] : progress.pairs,
        }),
      );
    }
    change({ pairsDone: pairs.length });
    await write({ done: true, pairs: [] });
    return { ...state, [gapKey(piece)]: progress };
  };

  /** Fills what is open of a gap and then enters the number of trades into the ledger. */
  const fillGap = async ({ gap, pieces }: OpenGap, before: BackfillState): Promise<BackfillState> => {
    let state = before;
    for (const piece of pieces) if (state[gapKey(piece)]?.done !== true) state = await fillPiece(piece, state);
    const tradesRecovered = pieces.reduce((sum, piece) => sum + (state[gapKey(piece)]?.recovered ?? 0), 0);
    if (tradesRecovered !== gap.tradesRecovered) await addToLedger(root, [{ ...gap, tradesRecovered }]);
    options.onFilled?.({ ...gap, tradesRecovered });
    return state;
  };

  /** Gaps that are not filled, newest first, and the state without what is too old to be asked for. */
  const findWork = async (): Promise<{ open: OpenGap[]; state: BackfillState }> => {
    const oldestUs = nowMs() * 1_000 - maxAgeDays * DAY_US;
    const settledUs = (nowMs() - settleMs) * 1_000;
    const gaps = (await readLedger(root))
      .filter(isBounded)
      .filter(({ toUs }) => toUs >= oldestUs && toUs <= settledUs)
      .map((gap) => ({ gap, pieces: piecesOf(gap, oldestUs) }))
      .reverse();
    const known = await readState(root);
    const keys = new Set(gaps.flatMap(({ pieces }) => pieces.map(gapKey)));
    return {
      open: gaps.filter(({ pieces }) => pieces.some((piece) => known[gapKey(piece)]?.done !== true)),
      state: Object.fromEntries(Object.entries(known).filter(([key]) => keys.has(key))),
    };
  };

  const runAll = async (): Promise<BackfillStatus> => {
    aborter = new AbortController();
    change({ state: 'running', reason: null, isFinal: false, retryAfterMs: null });
    try {
      const { open, state: known } = await findWork();
      let state = known;
      for (const [i, gap] of open.entries()) {
        change({ gapsLeft: open.length - i });
        state = await fillGap(gap, state);
      }
      change({ state: 'idle', reason: null, gapsLeft: 0 });
    } catch (error) {
      const reason = aborter.signal.aborted ? 'It was ended and goes on later.' : (error as Error).message;
      const { isFinal, retryAfterMs } = error instanceof Stop ? error : { isFinal: false, retryAfterMs: null };
      change({ state: 'stopped', reason, isFinal, retryAfterMs });
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

interface OpenGap {
  readonly gap: Gap;
  /** Parts of the gap, newest first. */
  readonly pieces: readonly Gap[];
}

/** What is asked for at once: bounds how many trades must be told apart in memory. */
const MAX_PIECE_US = 2 * 3_600_000_000;

/** The parts of a gap that are not too old; counted from its end, so that they stay the same while time goes on. */
function piecesOf(gap: Gap, oldestUs: number): Gap[] {
  const pieces: Gap[] = [];
  for (let toUs = gap.toUs; toUs > Math.max(gap.fromUs, oldestUs); toUs -= MAX_PIECE_US) {
    pieces.push({ ...gap, toUs, fromUs: Math.max(gap.fromUs, toUs - MAX_PIECE_US) });
  }
  return pieces;
}

type Save = (stored: number, next: Page | null) => Promise<void>;

const isBounded = (gap: RecordedGap): gap is Gap => gap.fromUs !== null && gap.fromUs < gap.toUs;
