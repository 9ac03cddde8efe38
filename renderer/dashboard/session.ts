import type { Client } from '@finos/perspective';
import type { ReplayCommand } from '../../main/publish/stream-messages.ts';
import type { AppInfo, AppStatus } from '../../main/status.ts';
import { alertLog } from '../alerts/alert-log.ts';
import type { SeenReplay } from '../replay/replay-bar.ts';
import { pairSetting, rangeSetting } from '../settings/settings.ts';
import { pageNowMs } from '../stream/page-clock.ts';
import { type StreamState, startStream } from '../stream/stream-client.ts';
import { openTables, type Tables } from '../tables/tables.ts';
import { chooseTransport } from '../transport/choose-transport.ts';

/** What the page knows now; the clock behind `*AtMs` is the monotonic one of the page. */
export interface LiveState {
  readonly info: AppInfo | null;
  readonly status: AppStatus | null;
  readonly statusAtMs: number;
  /** When trades last came in on the stream (not in a snapshot). */
  readonly tradesAtMs: number | null;
  readonly hasTrades: boolean;
  /** When the engine took the first statistics. */
  readonly statisticsAtMs: number | null;
  /** Another pair was selected and its history has not come yet. */
  readonly isHistoryPending: boolean;
  readonly stream: StreamState;
  readonly lastFrameAtMs: number | null;
  /** Null where nothing is replayed. */
  readonly replay: SeenReplay | null;
}

export interface Session {
  readonly tables: Tables;
  live(): LiveState;
  steer(command: ReplayCommand): void;
  /** Calls back once the engine has taken a new snapshot of the trades. */
  onTradesSnapshot(follower: () => void): void;
}

/** Joins the stream to the tables and keeps the history on the selected pair. */
export async function startSession(client: Client): Promise<Session> {
  const tables = await openTables(client, () => stream.resync());
  const followers = new Set<() => void>();
  let info: AppInfo | null = null;
  let status: AppStatus | null = null;
  let statusAtMs = 0;
  let tradesAtMs: number | null = null;
  let hasTrades = false;
  let statisticsAtMs: number | null = null;
  let isHistoryPending = true;
  let replay: SeenReplay | null = null;
  const stream = startStream(chooseTransport(), {
    onHello: (hello) => {
      info = hello.info;
      replay = null;
    },
    onReplay: (next) => {
      const volume = next.volume ?? replay?.header.volume;
      replay = { header: { ...next, ...(volume !== undefined && { volume }) }, atMs: pageNowMs() };
    },
    onStatus: (next) => {
      status = next;
      statusAtMs = pageNowMs();
    },
    onState: () => {},
    onAlerts: (header) => alertLog.apply(header, pageNowMs()),
    async onTable(header, body) {
      // A late answer to an earlier choice must not be drawn under the name of the present one.
      if (header.table === 'history' && header.pair !== pairSetting.get()) return;
      if (header.table === 'trades' && header.rows > 0) {
        hasTrades = true;
        if (header.mode === 'delta') tradesAtMs = pageNowMs();
      }
      await tables.apply(header, body);
      if (header.table === 'statistics' && header.rows > 0) statisticsAtMs ??= pageNowMs();
      if (header.table === 'history' && header.pair === pairSetting.get()) isHistoryPending = false;
      if (header.table === 'trades' && header.mode === 'snapshot') for (const follower of followers) follower();
    },
  });
  const select = () => {
    isHistoryPending = true;
    stream.select(pairSetting.get(), rangeSetting.get());
  };
  select();
  rangeSetting.subscribe(select);
  pairSetting.subscribe(() => {
    void tables.clearHistory();
    select();
  });
  return {
    tables,
    live: () => ({
      info,
      status,
      statusAtMs,
      tradesAtMs,
      hasTrades,
      statisticsAtMs,
      isHistoryPending,
      stream: stream.state(),
      lastFrameAtMs: stream.lastFrameAtMs(),
      replay,
    }),
    steer: stream.steer,
    onTradesSnapshot: (follower) => followers.add(follower),
  };
}
