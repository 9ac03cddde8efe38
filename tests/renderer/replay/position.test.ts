import { expect, test } from 'vitest';
import type { ReplayHeader } from '../../../main/publish/stream-messages.ts';
import { placeForKey, positionAfter } from '../../../renderer/replay/position.ts';

const replay: ReplayHeader = {
  type: 'replay',
  firstMs: 0,
  lastMs: 3_600_000,
  positionMs: 1_000_000,
  speed: 10,
  paused: false,
  state: 'playing',
  quietUntilMs: null,
  steerable: true,
};

test('the place moves on with the speed between two messages, but not past a late message or the end', () => {
  expect(positionAfter(replay, 500)).toBe(1_005_000);
  expect(positionAfter(replay, 60_000)).toBe(1_020_000);
  expect(positionAfter({ ...replay, positionMs: 3_599_000 }, 1_000)).toBe(3_600_000);
});

test('the place stands while nothing is played, or no pace is known', () => {
  for (const change of [{ paused: true }, { state: 'seeking' }, { state: 'ended' }, { speed: 'max' }] as const) {
    expect(positionAfter({ ...replay, ...change }, 500)).toBe(1_000_000);
  }
});

test('keys wind by 10 s and 10 min within the recording', () => {
  expect(placeForKey('ArrowRight', 20_000, replay)).toBe(30_000);
  expect(placeForKey('ArrowLeft', 5_000, replay)).toBe(0);
  expect(placeForKey('PageUp', 3_500_000, replay)).toBe(3_600_000);
  expect(placeForKey('PageDown', 3_600_000, replay)).toBe(3_000_000);
  expect(placeForKey('Home', 1, replay)).toBe(0);
  expect(placeForKey('End', 1, replay)).toBe(3_600_000);
  expect(placeForKey('a', 1, replay)).toBeNull();
});
