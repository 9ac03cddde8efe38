import type { QueuedFrame } from './frame.ts';
import { addToLedger, type RecordedGap } from './gap-ledger.ts';

const NEWEST_SHOWN = 20;

/** Collects outages, of the feed and of the recorder itself, and enters them into the ledger as soon as the disk takes it. */
export interface GapKeeper {
  add(gap: RecordedGap): void;
  /** Arrival of the first trade of this run, and of the last one that an earlier run recorded: the time between is an outage. */
  firstTrade(timeUs: number): void;
  lastTradeBefore(timeUs: number | null): void;
  /** Trades that were given up; the gap is entered when recording goes on. */
  dropped(frame: QueuedFrame): void;
  /** Says that what was given up so far is one closed outage, with its reason. */
  endDrop(reason: string): void;
  /** Shows that an outage was filled, which the ledger knows already. */
  filled(gap: RecordedGap): void;
  /** The newest outages, newest last. */
  newest(): readonly RecordedGap[];
  /** Writes what the ledger does not have yet; a failure is tried again at the next call. Never rejects. */
  flush(): Promise<void>;
}

export function createGapKeeper(root: string): GapKeeper {
  const shown: RecordedGap[] = [];
  let waiting: RecordedGap[] = [];
  let firstTradeUs: number | null = null;
  let lastBeforeUs: number | null = null;
  let drop: { fromUs: number; toUs: number; trades: number } | null = null;

  const add = (gap: RecordedGap): void => {
    waiting.push(gap);
    shown.push(gap);
    if (shown.length > NEWEST_SHOWN) shown.shift();
  };

  const addDowntime = (): void => {
    if (firstTradeUs === null || lastBeforeUs === null || firstTradeUs <= lastBeforeUs) return;
    const reason = 'the recorder was not running';
    add({ fromUs: lastBeforeUs, toUs: firstTradeUs, reason, reconnects: 0, tradesDropped: 0, tradesRecovered: 0 });
  };

  return {
    add,
    firstTrade(timeUs) {
      if (firstTradeUs !== null) return;
      firstTradeUs = timeUs;
      addDowntime();
    },
    lastTradeBefore(timeUs) {
      lastBeforeUs = timeUs;
      addDowntime();
    },
    dropped({ firstUs, lastUs, rows }) {
      const fromUs = Math.min(drop?.fromUs ?? Number.POSITIVE_INFINITY, firstUs ?? Number.POSITIVE_INFINITY);
      const toUs = Math.max(drop?.toUs ?? 0, lastUs ?? 0);
      drop = { fromUs, toUs, trades: (drop?.trades ?? 0) + rows };
    },
    endDrop(reason) {
      if (drop === null) return;
      const { fromUs, toUs, trades } = drop;
      add({ fromUs, toUs, reason, reconnects: 0, tradesDropped: trades, tradesRecovered: 0 });
      drop = null;
    },
    filled(gap) {
      const index = shown.findIndex(({ toUs }) => toUs === gap.toUs);
      if (index !== -1) shown[index] = gap;
    },
    newest: () => [...shown],
    async flush() {
      const gaps = waiting;
      if (gaps.length === 0) return;
      waiting = [];
      await addToLedger(root, gaps).catch(() => {
        waiting = [...gaps, ...waiting];
      });
    },
  };
}
