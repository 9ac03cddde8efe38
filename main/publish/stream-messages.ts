import type { StatisticsColumnName, TradeColumnName } from '../../engine/schema.ts';
import type { AlertEvent } from '../alerts/alert-event.ts';
import type { AppInfo, AppStatus } from '../status.ts';

/**
 * Our own page's stream, version 1, one contract for the WebSocket and for the window's MessagePort.
 *
 * A frame is text: one JSON header, and for tables a line feed and a body: columnar JSON (`{"pair":[...],"price":[...]}`)
 * with the column names of engine/schema.ts, which the page hands to Perspective as it is. Times are Unix milliseconds,
 * undefined is null.
 */
export const STREAM_PATH = '/stream/v1';
/** Appended to the path: deltas come packed, in a third of the bytes; `createUnpacker` restores the frames. */
export const PACKED_QUERY = '?deltas=packed';

export type TableName = 'trades' | 'statistics' | 'history';

/** First frame of a connection. */
export interface HelloHeader {
  readonly type: 'hello';
  readonly version: 1;
  readonly info: AppInfo;
}

/**
 * Rows of a table. `snapshot` replaces the whole table, `delta` adds: trades append, statistics replace by pair, history
 * appends. `seq` counts the table frames of this connection from 1, without holes: a hole means lost frames, and the page
 * asks for a resync.
 * trades: newest last. statistics: newest row of each pair. history: rows of `pair`, oldest first.
 */
export interface TableHeader {
  readonly type: 'table';
  readonly table: TableName;
  readonly mode: 'snapshot' | 'delta';
  readonly seq: number;
  readonly rows: number;
  /** history only: the pair that the rows belong to. */
  readonly pair?: string;
  /** trades only: older trades of this delta that were left out, because the table keeps fewer than arrived at once. */
  readonly skipped?: number;
  /** The body is packed, see unpack.ts: deltas only, and only on a connection that asked for it. */
  readonly packed?: true;
}

export interface StatusHeader {
  readonly type: 'status';
  readonly status: AppStatus;
}

/** What a replay does now; sent with every status while a recording is replayed. */
export interface ReplayHeader {
  readonly type: 'replay';
  /** First and last arrival of the recording, and the place that is played, Unix milliseconds. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly positionMs: number;
  /** Times the recorded pace. */
  readonly speed: ReplaySpeed;
  readonly paused: boolean;
  /** `seeking`: the time before the wanted place is run through, and `positionMs` is not yet that place. */
  readonly state: 'playing' | 'seeking' | 'ended';
  /** Arrival of the next trade where it is more than a minute away, Unix milliseconds; null: it is not. */
  readonly quietUntilMs: number | null;
  /** Whether this viewer's replay messages are obeyed: only those of the desktop window and of this machine are. */
  readonly steerable: boolean;
  /** Left out where this viewer has it already. */
  readonly volume?: ReplayVolume;
}

export type ReplaySpeed = number | 'max';

/** What was traded in equal parts of the time from `firstMs` to `lastMs`. */
export interface ReplayVolume {
  /** The quote currency that is counted, that of most trades: amounts of different currencies have no sum. */
  readonly quote: string;
  readonly bins: readonly number[];
  /** Part of the recording that was read so far, 0 to 1. */
  readonly read: number;
}

/** Alerts, oldest first: `snapshot` is what happened so far, `delta` what has just happened. */
export interface AlertsHeader {
  readonly type: 'alerts';
  readonly mode: 'snapshot' | 'delta';
  readonly events: readonly AlertEvent[];
}

export type ServerHeader = HelloHeader | TableHeader | StatusHeader | ReplayHeader | AlertsHeader;

/** Lengths of time that a history is sent for, milliseconds. */
export const HISTORY_RANGES = {
  '15m': 15 * 60_000,
  '1h': 60 * 60_000,
  '6h': 6 * 3_600_000,
  '24h': 24 * 3_600_000,
} as const;
export type HistoryRange = keyof typeof HISTORY_RANGES;
export const DEFAULT_RANGE: HistoryRange = '15m';

/** Slowest and fastest replay; `max` is as fast as the computer can. */
export const REPLAY_SPEEDS = { min: 0.1, max: 10_000 } as const;

export type ReplayCommand =
  | { readonly action: 'pause' | 'resume' }
  | { readonly action: 'speed'; readonly value: ReplaySpeed }
  /** To a time of arrival, Unix milliseconds. */
  | { readonly action: 'seek'; readonly value: number };

/**
 * From the page. `select` chooses the pair of the history table and its range (default 15m); the answer is a history
 * snapshot. Rows are as dense as the range needs; a row whose values are all null stands where time is missing.
 */
export type ClientMessage =
  | { readonly type: 'select'; readonly pair: string; readonly range?: HistoryRange }
  | ({ readonly type: 'replay' } & ReplayCommand)
  | { readonly type: 'resync' }
  /** Window only (a MessagePort has no buffer count): characters of frames that the page has handled since start. */
  | { readonly type: 'ack'; readonly chars: number };

/** Columns of the history table: what the charts of one pair need. */
export const HISTORY_COLUMNS = [
  'time',
  'vwap',
  'ema_60s',
  'ema_120s',
  'ema_180s',
  'volatility_60s',
  'volatility_mean_5m',
  'volatility_upper',
  'volatility_lower',
  'sell_volume_60s',
  'buy_volume_60s',
  'buy_pressure',
  'volume_60s',
  'trade_count_60s',
  'partial',
] as const satisfies readonly StatisticsColumnName[];

export type TradesBody = Record<TradeColumnName, readonly (string | number | null)[]>;
export type StatisticsBody = Record<StatisticsColumnName, readonly (string | number | boolean | null)[]>;
