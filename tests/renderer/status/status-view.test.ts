import { describe, expect, test } from 'vitest';
import type { FeedState, FeedStatus } from '../../../main/feed/feed.ts';
import { STALE_AFTER_MS } from '../../../main/status.ts';
import type { LiveState } from '../../../renderer/dashboard/session.ts';
import { viewStatus } from '../../../renderer/status/status-view.ts';
import { SILENCE_MS } from '../../../renderer/stream/stream-client.ts';
import { appStatus, feedStatus, START_MS } from '../../main/publish/fixtures.ts';

const AT_MS = 50_000;

/** A page that got its last frame, a status, at AT_MS. */
function live(feed: Partial<FeedStatus> = {}, changes: Partial<LiveState> = {}): LiveState {
  return {
    info: null,
    status: appStatus({ nowMs: START_MS, feed: feedStatus({ lastTradeMs: START_MS - 500, ...feed }) }),
    statusAtMs: AT_MS,
    tradesAtMs: null,
    hasTrades: true,
    statisticsAtMs: null,
    isHistoryPending: false,
    replay: null,
    stream: { kind: 'live' },
    lastFrameAtMs: AT_MS,
    ...changes,
  };
}

const FIRST_TRY = { ...feedStatus().counters, reconnects: 0 };

const STATES: FeedState[] = ['idle', 'connecting', 'authenticating', 'subscribing', 'live', 'backing-off', 'stopped'];

describe('never green over a feed without data', () => {
  test('green needs a live feed with a trade in the last 15 s', () => {
    expect(viewStatus(live(), AT_MS).light).toBe('ok');
    for (const state of STATES.filter((each) => each !== 'live')) {
      expect(viewStatus(live({ state }), AT_MS).light).not.toBe('ok');
    }
    expect(viewStatus(live({ lastTradeMs: null, counters: FIRST_TRY }), AT_MS)).toMatchObject({
      light: 'waiting',
      feedText: 'waiting for the first trade',
    });
    expect(viewStatus(live({ lastTradeMs: null }), AT_MS)).toMatchObject({
      light: 'stale',
      feedText: 'connected, no trades yet',
    });
  });

  test('the clock runs on between two messages: the light goes out by itself', () => {
    const silentFeed = (nowMs: number) => live({ lastTradeMs: START_MS }, { lastFrameAtMs: nowMs });
    const edge = AT_MS + STALE_AFTER_MS;
    expect(viewStatus(silentFeed(edge), edge).light).toBe('ok');
    expect(viewStatus(silentFeed(edge + 1), edge + 1)).toMatchObject({
      light: 'stale',
      feedText: 'no trades for 15 s',
    });
  });

  test('without a stream for 5 s nothing is known, whatever was said last', () => {
    expect(viewStatus(live(), AT_MS + SILENCE_MS).light).toBe('ok');
    expect(viewStatus(live(), AT_MS + SILENCE_MS + 1)).toMatchObject({ light: 'unknown', streamLight: 'down' });
    const lost = live({}, { stream: { kind: 'lost', reason: 'gone', retryAtMs: AT_MS + 3_000 } });
    expect(viewStatus(lost, AT_MS)).toMatchObject({ light: 'unknown', streamText: 'lost, next try in 3 s' });
    const again = live({}, { stream: { kind: 'connecting', losses: 1 } });
    expect(viewStatus(again, AT_MS)).toMatchObject({ light: 'unknown', streamText: 'reconnecting' });
  });

  test('before the first status nothing is known', () => {
    const fresh = live({}, { status: null, stream: { kind: 'connecting', losses: 0 }, lastFrameAtMs: null });
    expect(viewStatus(fresh, AT_MS)).toMatchObject({ light: 'unknown', streamLight: 'waiting', banner: null });
  });
});

describe('the age of the last trade', () => {
  test('grows with the clock of the page', () => {
    expect(viewStatus(live(), AT_MS + 700).lastTradeAgeMs).toBe(1_200);
  });

  test('falls when trades come between two status messages', () => {
    expect(viewStatus(live({}, { tradesAtMs: AT_MS + 600 }), AT_MS + 700).lastTradeAgeMs).toBe(100);
    expect(viewStatus(live({}, { tradesAtMs: AT_MS - 10 }), AT_MS + 700).lastTradeAgeMs).toBe(1_200);
  });

  test('is never negative, even if the clocks disagree', () => {
    expect(viewStatus(live({ lastTradeMs: START_MS + 5_000 }), AT_MS).lastTradeAgeMs).toBe(0);
  });
});

describe('words', () => {
  test('say what kind of feed is live', () => {
    const words = (kind: FeedStatus['kind']) => viewStatus(live({ kind }), AT_MS).feedText;
    expect([words('polygon'), words('demo'), words('replay')]).toEqual(['live', 'live, simulated', 'replaying']);
  });

  test('differ between a first connection and a lost one', () => {
    const words = (changes: Partial<FeedStatus>) =>
      viewStatus(live({ state: 'connecting', ...changes }), AT_MS).feedText;
    expect(words({ lastTradeMs: null, counters: FIRST_TRY })).toBe('connecting');
    expect(words({ lastTradeMs: null })).toBe('reconnecting');
    expect(words({ lastTradeMs: START_MS })).toBe('reconnecting');
  });
});

describe('the banner', () => {
  const banner = (feed: Partial<FeedStatus>, changes: Partial<LiveState> = {}) =>
    viewStatus(live(feed, changes), AT_MS).banner;

  test('is absent when there is nothing to say', () => {
    expect(banner({})).toBeNull();
  });

  test('carries what the feed says, and how serious it is', () => {
    expect(banner({ detail: 'Simulated trades.' })).toEqual({ kind: 'info', text: 'Simulated trades.' });
    expect(banner({ warning: 'Clock is 7 s off.' })).toEqual({ kind: 'warning', text: 'Clock is 7 s off.' });
    expect(banner({ state: 'stopped', detail: 'The key was refused.' })).toEqual({
      kind: 'error',
      text: 'The key was refused.',
    });
    expect(banner({ state: 'backing-off' })?.kind).toBe('error');
  });

  test('says that a lost stream leaves old figures on screen', () => {
    const text = banner({}, { stream: { kind: 'lost', reason: 'no data for 5 s', retryAtMs: AT_MS + 2_000 } })?.text;
    expect(text).toContain('no data for 5 s');
    expect(text).toContain('not up to date');
  });
});
