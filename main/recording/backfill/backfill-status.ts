/** What is known of fetching missed trades. */
export interface BackfillStatus {
  /** `off`: nothing is fetched. `idle`: nothing is left to fetch, or a gap has only just ended. */
  readonly state: 'off' | 'idle' | 'running' | 'stopped';
  /** Why it is off or was stopped, for people; null = it is not. */
  readonly reason: string | null;
  /** It was stopped, and trying again is of no use with this key. */
  readonly isFinal: boolean;
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
  recovered: 0,
  duplicates: 0,
  unusable: 0,
  gapsLeft: 0,
  pairsDone: 0,
  pairsTotal: 0,
};
