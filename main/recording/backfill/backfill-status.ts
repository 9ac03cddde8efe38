/** What is known of fetching missed trades. */
export interface BackfillStatus {
  /** `off`: nothing is fetched. `idle`: nothing is left to fetch, or a gap has only just ended. */
  readonly state: 'off' | 'idle' | 'running' | 'stopped';
  /** Why it is off or was stopped, or while it runs why a request is being repeated, for people; null = nothing of these. */
  readonly reason: string | null;
  /** It was stopped, and trying again is of no use with this key. */
  readonly isFinal: boolean;
  /** It was stopped, and the provider wants to be asked again so much later, milliseconds; null = it did not say. */
  readonly retryAfterMs: number | null;
  /** Trades fetched and recorded since start. */
  readonly recovered: number;
  /** Trades that were there already. */
  readonly duplicates: number;
  /** What the provider sent and could not be used. */
  readonly unusable: number;
  /** Gaps that are not filled yet, the one under way included. */
  readonly gapsLeft: number;
  /** Pairs that are complete, of how many, of the gap under way (or of two hours of it). */
  readonly pairsDone: number;
  readonly pairsTotal: number;
}

export const NOTHING_FETCHED: BackfillStatus = {
  state: 'idle',
  reason: null,
  isFinal: false,
  retryAfterMs: null,
  recovered: 0,
  duplicates: 0,
  unusable: 0,
  gapsLeft: 0,
  pairsDone: 0,
  pairsTotal: 0,
};
