import type { FeedStatus } from '../../main/feed/feed.ts';
import { feedWords } from '../../main/feed-words.ts';
import { type AppStatus, type Health, healthOf } from '../../main/status.ts';
import type { LiveState } from '../dashboard/session.ts';
import { SILENCE_MS, type StreamState } from '../stream/stream-client.ts';

/** `unknown`: without a live stream nothing can be said about the feed. */
export type Light = Health | 'unknown';
export type StreamLight = 'ok' | 'waiting' | 'down';

export interface BannerView {
  readonly kind: 'info' | 'warning' | 'error';
  readonly text: string;
}

/** Everything that the status bar says, worked out for one instant. */
export interface StatusView {
  readonly light: Light;
  readonly feedText: string;
  readonly streamLight: StreamLight;
  readonly streamText: string;
  /** Age of the last trade; null = none yet or not known. */
  readonly lastTradeAgeMs: number | null;
  readonly uptimeMs: number | null;
  /** Feed clock of the newest status, Unix milliseconds. */
  readonly updatedAtMs: number | null;
  readonly banner: BannerView | null;
}

/** The status at `nowMs` of the page's monotonic clock. The feed's clock runs on between two messages. */
export function viewStatus(live: LiveState, nowMs: number): StatusView {
  const isStreamLive =
    live.stream.kind === 'live' && live.lastFrameAtMs !== null && nowMs - live.lastFrameAtMs <= SILENCE_MS;
  const { status } = live;
  const stream = viewStream(live.stream, isStreamLive, nowMs);
  if (status === null) {
    return {
      light: 'unknown',
      feedText: 'not known yet',
      ...stream,
      lastTradeAgeMs: null,
      uptimeMs: null,
      updatedAtMs: null,
      banner: isStreamLive ? null : streamBanner(live.stream, nowMs),
    };
  }
  const elapsedMs = nowMs - live.statusAtMs;
  const feedNowMs = status.nowMs + elapsedMs;
  const feed = withTradesSeen(status, live, nowMs);
  const light = isStreamLive ? healthOf(feed, feedNowMs) : 'unknown';
  const ageMs = feed.lastTradeMs === null ? null : Math.max(0, feedNowMs - feed.lastTradeMs);
  return {
    light,
    feedText: isStreamLive ? feedWords(feed, light as Health, ageMs) : 'not known: stream lost',
    ...stream,
    lastTradeAgeMs: ageMs,
    uptimeMs: status.uptimeS * 1_000 + elapsedMs,
    updatedAtMs: status.nowMs,
    banner: isStreamLive ? feedBanner(feed, light as Health) : streamBanner(live.stream, nowMs),
  };
}

/** Trades that came after the status message are newer than what the message says. */
function withTradesSeen(status: AppStatus, live: LiveState, nowMs: number): FeedStatus {
  const { feed } = status;
  if (live.tradesAtMs === null || live.tradesAtMs <= live.statusAtMs || live.tradesAtMs > nowMs) return feed;
  return { ...feed, lastTradeMs: status.nowMs + (live.tradesAtMs - live.statusAtMs) };
}

function viewStream(
  stream: StreamState,
  isLive: boolean,
  nowMs: number,
): { streamLight: StreamLight; streamText: string } {
  if (isLive) return { streamLight: 'ok', streamText: 'live' };
  switch (stream.kind) {
    case 'connecting':
      return stream.losses === 0
        ? { streamLight: 'waiting', streamText: 'connecting' }
        : { streamLight: 'down', streamText: 'reconnecting' };
    case 'live':
      return { streamLight: 'down', streamText: 'lost' };
    case 'lost':
      return { streamLight: 'down', streamText: `lost, next try in ${retryIn(stream.retryAtMs, nowMs)}` };
  }
}

function streamBanner(stream: StreamState, nowMs: number): BannerView | null {
  if (stream.kind === 'connecting' && stream.losses === 0) return null;
  const reason = stream.kind === 'lost' ? `: ${stream.reason}` : '';
  const retry = stream.kind === 'lost' ? ` Next try in ${retryIn(stream.retryAtMs, nowMs)}.` : ' Reconnecting.';
  return {
    kind: 'error',
    text: `The data stream is lost${reason}. What is shown is not up to date.${retry}`,
  };
}

function retryIn(atMs: number, nowMs: number): string {
  return `${Math.max(0, Math.ceil((atMs - nowMs) / 1_000))} s`;
}

const REPLAY_DETAIL = /^(?:at |paused$|seeking$|end of recording$)/;

function feedBanner(feed: FeedStatus, health: Health): BannerView | null {
  // The replay bar shows pace, pause and end.
  const detail = feed.kind === 'replay' && REPLAY_DETAIL.test(feed.detail ?? '') ? null : feed.detail;
  if (feed.kind === 'replay' && detail === null && feed.warning === null) return null;
  const text = [detail, feed.warning].filter((part) => part !== null && part !== '').join(' ');
  if (health === 'down' || health === 'stale') {
    const fallback = health === 'stale' ? 'The feed is connected, but no trades arrive.' : 'The feed is not connected.';
    return { kind: health === 'down' ? 'error' : 'warning', text: text === '' ? fallback : text };
  }
  if (text === '') return null;
  return { kind: feed.warning === null || feed.warning === '' ? 'info' : 'warning', text };
}
