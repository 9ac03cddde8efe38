import type { Hub, StatisticsUpdate, TradesUpdate } from '../hub/hub.ts';
import type { EncodedTable } from '../hub/json-cells.ts';
import { CELL } from '../hub/pair-history.ts';
import { parseClientMessage } from './client-message.ts';
import { DEFAULT_RANGE, type HistoryRange, type ReplayCommand, type TableHeader } from './stream-messages.ts';
import type { StreamOutlet } from './stream-outlet.ts';

export interface StreamLimits {
  /** Over this many buffered bytes frames are skipped, until less than a quarter of it waits: then snapshots follow. */
  readonly softBytes: number;
  /** Over this many buffered bytes the viewer is cut off. */
  readonly hardBytes: number;
  /** A viewer over the soft bound that takes nothing for this long is cut off. */
  readonly stalledMs: number;
  /** Snapshots that a viewer may ask for per second; more are answered within the next second, the last one only. */
  readonly requestsPerSecond: number;
}

export const DEFAULT_STREAM_LIMITS: StreamLimits = {
  softBytes: 1024 * 1024,
  hardBytes: 16 * 1024 * 1024,
  stalledMs: 20_000,
  requestsPerSecond: 5,
};

/** 1013: try again later. Not 1000, which clients take for "done". */
export const CUT_OFF_CODE = 1013;

/** Counted over all viewers since the start. */
export interface StreamCounters {
  cutOff: number;
  /** Snapshots sent anew to viewers that had fallen behind or asked for them. */
  resyncs: number;
  /** Messages of viewers that were not understood. */
  ignoredMessages: number;
}

/** What the sessions share. */
export interface StreamSource {
  readonly hub: Hub;
  readonly limits: StreamLimits;
  readonly counters: StreamCounters;
  readonly nowMs: () => number;
  hello(): string;
  status(): string;
  /** What a replay does, with its volume if asked for; null where nothing is replayed. */
  replay(withVolume: boolean, steerable: boolean): string | null;
  /** Changes with the volume. */
  volumeVersion(): number;
  steer(command: ReplayCommand): void;
  /** All alerts so far; null where there are no alerts. */
  alerts(): string | null;
}

/** One viewer of our own stream. Its memory is bounded, and nothing that it does or does not do reaches the others. */
export interface StreamSession {
  /** `packed` makes the packed body, once for all viewers who want it. */
  onTrades(update: TradesUpdate, packed: () => string): void;
  onStatistics(update: StatisticsUpdate, packed: () => string): void;
  onEvicted(): void;
  /** Everything is another now. */
  onReplaced(): void;
  /** There is more of the past. */
  onHistory(): void;
  /** Once a second, with the frame for all. */
  onTick(status: () => string): void;
  /** Between two seconds, when the status has changed. */
  onStatus(status: () => string): void;
  /** Alerts have just happened; the frame for all. */
  onAlerts(frame: string): void;
  /** A message of the page. */
  receive(text: unknown): void;
  /** What waits for the viewer now. */
  bufferedBytes(): number;
  /** The connection is gone or ended by us. */
  readonly ended: boolean;
  end(code: number, reason: string): void;
}

/** What a transport says of its viewer. */
export interface ViewerKind {
  /** Deltas are sent packed. */
  readonly packed?: boolean;
  /** It may steer a replay, which all viewers share: true for the window and for browsers on this machine. */
  readonly steers?: boolean;
}

/** After so many deltas a history is cut and thinned anew. */
const DELTAS_PER_SNAPSHOT = 600;

export function createStreamSession(outlet: StreamOutlet, source: StreamSource, kind: ViewerKind = {}): StreamSession {
  const wantsPacked = kind.packed ?? false;
  const steers = kind.steers ?? false;
  const { hub, limits, counters, nowMs } = source;
  let seq = 0;
  let selected: string | null = null;
  let range: HistoryRange = DEFAULT_RANGE;
  /** Time of the newest row that the history has from this run, and the deltas since its snapshot. */
  let historyMs: number | null = null;
  let historyDeltas = 0;
  let volumeSent = -1;
  let ended = false;
  let requests = 0;
  let due: 'nothing' | 'history' | 'everything' = 'nothing';
  /** Set while frames are skipped: the least that was buffered since, and when that was. */
  let behind: { leastBytes: number; progressMs: number } | null = null;

  function sendTable(
    header: Pick<TableHeader, 'table' | 'mode' | 'pair' | 'skipped' | 'packed'>,
    { rows, body }: EncodedTable,
  ): void {
    seq += 1;
    const full: TableHeader = { type: 'table', ...header, seq, rows };
    outlet.send(`${JSON.stringify(full)}\n${body}`);
  }

  function sendHistory(): void {
    if (selected === null) return;
    sendTable({ table: 'history', mode: 'snapshot', pair: selected }, hub.historyTable(selected, range));
    const rows = hub.histories().get(selected);
    historyMs = rows === undefined ? null : rows.at(rows.length - 1, CELL.time);
    historyDeltas = 0;
  }

  function sendReplay(): void {
    const version = source.volumeVersion();
    const frame = source.replay(version !== volumeSent, steers);
    if (frame === null) return;
    volumeSent = version;
    outlet.send(frame);
  }

  /** A delta joins the rows before it: where that would hide a hole, or the rows have become many, a snapshot goes out. */
  function needsSnapshot(timeMs: number): boolean {
    if (historyMs === null || !hub.isStep(timeMs - historyMs)) return true;
    historyMs = timeMs;
    historyDeltas += 1;
    return historyDeltas > DELTAS_PER_SNAPSHOT;
  }

  function sendEverything(): void {
    due = 'nothing';
    sendTable({ table: 'trades', mode: 'snapshot' }, hub.tradesTable());
    sendTable({ table: 'statistics', mode: 'snapshot' }, hub.statisticsTable());
    sendHistory();
    const alerts = source.alerts();
    if (alerts !== null) outlet.send(alerts);
  }

  function end(code: number, reason: string): void {
    if (ended) return;
    ended = true;
    outlet.close(code, reason);
  }

  function cutOff(reason: string): void {
    counters.cutOff += 1;
    end(CUT_OFF_CODE, reason);
  }

  /** Whether frames may be sent now. A viewer that has caught up gets snapshots here, which hold what was skipped. */
  function flowing(): boolean {
    if (ended) return false;
    const buffered = outlet.bufferedBytes();
    if (buffered > limits.hardBytes) {
      cutOff('too much data is waiting to be read');
      return false;
    }
    if (behind === null) {
      if (buffered <= limits.softBytes) return true;
      behind = { leastBytes: buffered, progressMs: nowMs() };
      return false;
    }
    if (buffered < limits.softBytes / 4) {
      behind = null;
      counters.resyncs += 1;
      // States were skipped too: that a replay has ended, or the feed is down.
      outlet.send(source.status());
      sendReplay();
      sendEverything();
      return false;
    }
    if (buffered < behind.leastBytes) behind = { leastBytes: buffered, progressMs: nowMs() };
    else if (nowMs() - behind.progressMs > limits.stalledMs) cutOff('the data is not read');
    return false;
  }

  /** Sends a snapshot that the page asked for, at once while it asks seldom. */
  function answer(what: 'history' | 'everything'): void {
    requests += 1;
    if (requests > limits.requestsPerSecond || !flowing()) {
      if (due !== 'everything') due = what;
    } else if (what === 'everything') {
      sendEverything();
    } else {
      sendHistory();
    }
  }

  outlet.send(source.hello());
  outlet.send(source.status());
  sendReplay();
  sendEverything();

  return {
    get ended() {
      return ended;
    },
    end,
    bufferedBytes: () => outlet.bufferedBytes(),
    onTrades(update, packed) {
      if (!flowing()) return;
      const skipped = update.trades.length - update.newest.length;
      const header = { table: 'trades', mode: 'delta', ...(skipped > 0 && { skipped }) } as const;
      if (wantsPacked) sendTable({ ...header, packed: true }, { rows: update.newest.length, body: packed() });
      else sendTable(header, update.table());
    },
    onStatistics(update, packed) {
      if (!flowing()) return;
      const header = { table: 'statistics', mode: 'delta' } as const;
      if (wantsPacked) sendTable({ ...header, packed: true }, { rows: update.batch.length, body: packed() });
      else sendTable(header, update.table());
      if (selected === null || due !== 'nothing' || !update.has(selected)) return;
      if (needsSnapshot(update.timeMs)) {
        sendHistory();
        return;
      }
      const history = { table: 'history', mode: 'delta', pair: selected } as const;
      // The receiver of packed deltas has just got this row.
      if (wantsPacked) sendTable({ ...history, packed: true }, { rows: 1, body: '' });
      else sendTable(history, update.historyRow(selected));
    },
    onEvicted() {
      if (flowing()) sendTable({ table: 'statistics', mode: 'snapshot' }, hub.statisticsTable());
    },
    onReplaced() {
      if (flowing()) sendEverything();
    },
    onHistory() {
      if (flowing()) sendHistory();
    },
    onTick(status) {
      requests = 0;
      if (!flowing()) return;
      outlet.send(status());
      sendReplay();
      if (due === 'everything') sendEverything();
      else if (due === 'history') sendHistory();
      due = 'nothing';
    },
    onStatus(status) {
      if (!flowing()) return;
      outlet.send(status());
      sendReplay();
    },
    onAlerts(frame) {
      if (flowing()) outlet.send(frame);
    },
    receive(text) {
      if (ended) return;
      const message = parseClientMessage(text);
      if (message === null) {
        counters.ignoredMessages += 1;
        return;
      }
      switch (message.type) {
        case 'ack':
          outlet.acknowledge?.(message.chars);
          break;
        case 'select':
          selected = message.pair;
          range = message.range ?? DEFAULT_RANGE;
          answer('history');
          break;
        case 'replay':
          if (steers) source.steer(message);
          else counters.ignoredMessages += 1;
          break;
        case 'resync':
          counters.resyncs += 1;
          answer('everything');
          break;
      }
    },
  };
}
