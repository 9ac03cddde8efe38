import { expect, test } from 'vitest';
import { type BackfillStatus, NOTHING_FETCHED } from '../../../main/recording/backfill/backfill-status.ts';
import { backfillHint, backfillText } from '../../../renderer/status/backfill-text.ts';

const text = (part: Partial<BackfillStatus>) => backfillText({ ...NOTHING_FETCHED, ...part });
const running = { state: 'running', recovered: 1_234, gapsLeft: 1, pairsDone: 3, pairsTotal: 20 } as const;

test('says how far it is, and why a request is repeated', () => {
  expect(text(running)).toBe('1,234 fetched; 3 of 20 pairs');
  expect(text({ ...running, gapsLeft: 2 })).toBe('1,234 fetched; 2 gaps left, 3 of 20 pairs');
  expect(text({ ...running, reason: 'The provider answered with HTTP 500.' })).toBe(
    '1,234 fetched; 3 of 20 pairs. The provider answered with HTTP 500. Trying again.',
  );
});

test('says why nothing is fetched', () => {
  expect(text({ state: 'off', reason: 'It is switched off.' })).toBe('off. It is switched off.');
  const stopped = { state: 'stopped', reason: 'The server does not accept the API key.' } as const;
  expect(text({ ...stopped, recovered: 7 })).toBe('stopped, 7 fetched. The server does not accept the API key.');
  expect(backfillHint({ ...NOTHING_FETCHED, ...stopped })).toBe(', missed trades not fetched');
  expect(backfillHint({ ...NOTHING_FETCHED, ...running })).toBe(', fetching missed trades');
  expect(backfillHint(NOTHING_FETCHED)).toBe('');
});
