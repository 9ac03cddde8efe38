import { describe, expect, test } from 'vitest';
import { type AppState, appState, StateNotices } from '../../../main/desktop/app-state.ts';
import type { AppStatus } from '../../../main/status.ts';

const state = (changes: Partial<AppState> = {}): AppState => ({
  health: 'ok',
  feedText: 'live',
  detail: null,
  recording: 'recording',
  recordingText: 'on',
  ...changes,
});

function titlesOf(steps: readonly (readonly [Partial<AppState>, atMs: number, isLive?: boolean])[]): string[] {
  const notices = new StateNotices();
  return steps.flatMap(([changes, atMs, isLive = true]) =>
    notices.next(state(changes), isLive, atMs).map(({ title }) => title),
  );
}

describe('notices', () => {
  test('an outage is told once, when it has lasted, and its end', () => {
    const down = { health: 'down' } as const;
    expect(
      titlesOf([
        [{}, 0],
        [down, 1_000],
        [down, 15_999],
        [down, 16_000],
        [down, 60_000],
        [{}, 61_000],
        [{}, 62_000],
      ]),
    ).toEqual(['The feed is down', 'The feed is live again']);
  });

  test('a short outage is not told, nor is its end; the next one starts from nothing', () => {
    const down = { health: 'down' } as const;
    expect(
      titlesOf([
        [down, 0],
        [down, 14_000],
        [{}, 15_000],
        [down, 16_000],
        [down, 30_000],
      ]),
    ).toEqual([]);
  });

  test('a connected feed without trades is told as such', () => {
    expect(
      titlesOf([
        [{ health: 'stale' }, 0],
        [{ health: 'stale' }, 20_000],
      ]),
    ).toEqual(['The feed sends no trades']);
  });

  test('a feed that is simulated, replayed or stopped by the user loses nothing', () => {
    expect(
      titlesOf([
        [{ health: 'down' }, 0, false],
        [{ health: 'down' }, 99_000, false],
        [{}, 99_500],
      ]),
    ).toEqual([]);
  });

  test('recording that pauses, goes on or cannot start is told at once', () => {
    expect(
      titlesOf([
        [{}, 0],
        [{ recording: 'paused' }, 1_000],
        [{ recording: 'paused' }, 2_000],
        [{}, 3_000],
        [{ recording: 'off' }, 4_000],
      ]),
    ).toEqual(['Recording is paused', 'Recording goes on', 'Nothing is recorded']);
  });
});

describe('the state in words', () => {
  const feed = {
    kind: 'polygon',
    state: 'live',
    detail: null,
    warning: null,
    lastTradeMs: 99_000,
    counters: { reconnects: 0 },
  };
  const status = (changes: object) =>
    ({ nowMs: 100_000, tradesPerSecond: 1_204.4, recording: null, feed, ...changes }) as unknown as AppStatus;

  test('a live feed says its rate', () => {
    expect(appState(status({}))).toMatchObject({
      health: 'ok',
      feedText: 'live, 1,204 trades/s',
      recordingText: 'off',
    });
  });

  test('a silent feed is never told as live', () => {
    expect(appState(status({ nowMs: 200_000 }))).toMatchObject({
      health: 'stale',
      feedText: 'no trades for 1 min 41 s',
    });
  });

  test('without a pipeline nothing is claimed', () => {
    expect(appState(null)).toMatchObject({ health: 'down', feedText: 'starting', recording: 'none' });
  });
});
