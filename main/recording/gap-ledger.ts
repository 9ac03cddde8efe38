import type { FeedGap } from '../feed/feed.ts';
import { appendLines, readLines } from './json-lines.ts';
import { gapLedgerPath } from './layout.ts';

/** An outage as it is kept beside the data. */
export interface RecordedGap {
  readonly fromUs: number | null;
  readonly toUs: number;
  readonly reason: string;
  readonly reconnects: number;
  /** Trades that were there and could not be stored. */
  readonly tradesDropped: number;
  /** Trades fetched later and stored, marked `backfilled`. */
  readonly tradesRecovered: number;
}

/** Gaps are identified by their end, which no two share. */
interface LedgerLine {
  readonly from: string | null;
  readonly to: string;
  readonly from_us: number | null;
  readonly to_us: number;
  readonly reason: string;
  readonly reconnects: number;
  readonly trades_dropped: number;
  readonly trades_recovered: number;
}

const iso = (us: number): string =>
  `${new Date(us / 1_000).toISOString().slice(0, 19)}.${String(us % 1_000_000).padStart(6, '0')}Z`;

export const recordedGap = (gap: FeedGap): RecordedGap => ({ ...gap, tradesDropped: 0, tradesRecovered: 0 });

/** Appends gaps; a gap with the same end replaces the one that is there. */
export async function addToLedger(root: string, gaps: readonly RecordedGap[]): Promise<void> {
  await appendLines(gapLedgerPath(root), gaps.map(ledgerLine));
}

/** For people: `the outage from 2026-01-31T12:00:00Z to 2026-01-31T12:00:41Z`. */
export function describeGap({ fromUs, toUs }: RecordedGap): string {
  const second = (us: number) => `${iso(us).slice(0, 19)}Z`;
  return `the outage from ${fromUs === null ? 'the start' : second(fromUs)} to ${second(toUs)}`;
}

/** All gaps in order of time. An absent ledger is empty. */
export async function readLedger(root: string): Promise<RecordedGap[]> {
  const gaps = new Map<number, RecordedGap>();
  for (const line of await readLines(gapLedgerPath(root))) {
    const gap = fromLine(line);
    if (gap !== null) gaps.set(gap.toUs, gap);
  }
  return [...gaps.values()].sort((a, b) => a.toUs - b.toUs);
}

/** Gaps that touch a range of time, Unix microseconds. */
export function gapsWithin(gaps: readonly RecordedGap[], firstUs: number, lastUs: number): RecordedGap[] {
  return gaps.filter((gap) => gap.toUs >= firstUs && (gap.fromUs ?? gap.toUs) <= lastUs);
}

/** The form of a gap in the ledger and in the metadata of segments. */
export function ledgerLine(gap: RecordedGap): LedgerLine {
  return {
    from: gap.fromUs === null ? null : iso(gap.fromUs),
    to: iso(gap.toUs),
    from_us: gap.fromUs,
    to_us: gap.toUs,
    reason: gap.reason,
    reconnects: gap.reconnects,
    trades_dropped: gap.tradesDropped,
    trades_recovered: gap.tradesRecovered,
  };
}

function fromLine(line: Record<string, unknown>): RecordedGap | null {
  const { from_us: fromUs, to_us: toUs, reason, reconnects } = line;
  if (typeof toUs !== 'number' || typeof reason !== 'string' || (fromUs !== null && typeof fromUs !== 'number'))
    return null;
  const count = (value: unknown): number => (typeof value === 'number' ? value : 0);
  return {
    fromUs,
    toUs,
    reason,
    reconnects: count(reconnects),
    tradesDropped: count(line.trades_dropped),
    tradesRecovered: count(line.trades_recovered),
  };
}
