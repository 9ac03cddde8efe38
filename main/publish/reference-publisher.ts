import type { WebSocket } from 'ws';
import { STATISTIC_NAMES } from '../../engine/schema.ts';
import type { Hub } from '../hub/hub.ts';
import { CELL } from '../hub/pair-history.ts';
import type { StoredRow } from '../hub/statistics-columns.ts';
import { encodeReferenceStatistics, encodeReferenceTrade, type ReferenceTable } from './reference-tables.ts';
import { newestRows, thinnedRows } from './statistics-rows.ts';
import { CUT_OFF_CODE } from './stream-session.ts';
import { dropWebSocket } from './websockets.ts';

const ROWS_PER_FRAME = 100;
const SNAPSHOT_STATISTICS_ROWS = 5_000;
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;
const VOLUME_CELL = CELL.firstStatistic + STATISTIC_NAMES.indexOf('volume_60s');

export interface ReferencePublisherOptions {
  readonly hub: Hub;
  /** Only statistics with more 60 s volume than this are published, as the original does with 1,000; null = all. */
  readonly volumeAbove: number | null;
  /** A client with more than this waiting for it is cut off. */
  readonly maxBufferedBytes?: number;
}

/** The subscriptions of port 7678 in the original system's protocol. */
export interface ReferencePublisher {
  /** Sends the snapshot of a table and then every new row. */
  subscribe(webSocket: WebSocket, table: ReferenceTable): void;
  /** The body of GET /snap/{table}: the newest trades, or the newest statistics of each pair. */
  snapshotBody(table: ReferenceTable): string;
  clients(): number;
  cutOff(): number;
  stop(): void;
}

/** The message without its end: the number that follows differs between connections. */
function framesOf(type: 'snap' | 'upd', rows: readonly string[]): string[] {
  const frames: string[] = [];
  for (let first = 0; first < rows.length; first += ROWS_PER_FRAME) {
    const data = rows.slice(first, first + ROWS_PER_FRAME).join(',');
    frames.push(`{"messageType":"${type}","data":[${data}],"messageID":`);
  }
  return frames;
}

export function createReferencePublisher(options: ReferencePublisherOptions): ReferencePublisher {
  const { hub, volumeAbove, maxBufferedBytes = MAX_BUFFERED_BYTES } = options;
  /** By table: the clients and the number of their next message. */
  const clients: Record<ReferenceTable, Map<WebSocket, number>> = { trades: new Map(), statistics: new Map() };
  /** Snapshot frames, made once for all who connect before the next update. */
  const snapshots: Record<ReferenceTable, string[] | null> = { trades: null, statistics: null };
  let cutOff = 0;

  const isPublished = ({ history, index }: StoredRow) =>
    volumeAbove === null || history.at(index, VOLUME_CELL) > volumeAbove;

  function snapshotRows(table: ReferenceTable): string[] {
    if (table === 'trades') return hub.recentTrades().map(encodeReferenceTrade);
    return thinnedRows(hub.histories(), SNAPSHOT_STATISTICS_ROWS).filter(isPublished).map(encodeReferenceStatistics);
  }

  function send(table: ReferenceTable, webSocket: WebSocket, frames: readonly string[]): void {
    let messageId = clients[table].get(webSocket) ?? 0;
    for (const frame of frames) {
      webSocket.send(`${frame}${messageId}}`, () => {});
      messageId += 1;
    }
    clients[table].set(webSocket, messageId);
  }

  function publish(table: ReferenceTable, frames: readonly string[]): void {
    for (const webSocket of clients[table].keys()) {
      if (webSocket.bufferedAmount <= maxBufferedBytes) {
        send(table, webSocket, frames);
        continue;
      }
      cutOff += 1;
      clients[table].delete(webSocket);
      dropWebSocket(webSocket, CUT_OFF_CODE, 'the data is not read');
    }
  }

  const stopListening = hub.listen({
    onTrades({ trades }) {
      snapshots.trades = null;
      if (clients.trades.size === 0) return;
      publish('trades', framesOf('upd', trades.map(encodeReferenceTrade)));
    },
    onStatistics({ batch }) {
      snapshots.statistics = null;
      if (clients.statistics.size === 0) return;
      const histories = hub.histories();
      const rows: string[] = [];
      for (let i = 0; i < batch.length; i += 1) {
        const pair = batch.pairs[i] as string;
        const history = histories.get(pair);
        if (history === undefined) continue;
        const row = { pair, history, index: history.length - 1 };
        if (isPublished(row)) rows.push(encodeReferenceStatistics(row));
      }
      publish('statistics', framesOf('upd', rows));
    },
    onReplaced() {
      snapshots.trades = snapshots.statistics = null;
    },
  });

  return {
    subscribe(webSocket, table) {
      snapshots[table] ??= framesOf('snap', snapshotRows(table));
      send(table, webSocket, snapshots[table]);
      webSocket.on('close', () => clients[table].delete(webSocket));
    },
    snapshotBody(table) {
      const rows =
        table === 'trades'
          ? hub.recentTrades().map(encodeReferenceTrade)
          : newestRows(hub.histories()).filter(isPublished).map(encodeReferenceStatistics);
      return `{"snap":[${rows.join(',')}]}`;
    },
    clients: () => clients.trades.size + clients.statistics.size,
    cutOff: () => cutOff,
    stop: stopListening,
  };
}
