import { expect, test } from 'vitest';
import { parseClientMessage } from '../../../main/publish/client-message.ts';

test.each([
  { type: 'select', pair: 'BTC-USD' },
  { type: 'select', pair: 'BTC-USD', range: '24h' },
  { type: 'resync' },
  { type: 'ack', chars: 17 },
  { type: 'replay', action: 'pause' },
  { type: 'replay', action: 'resume' },
  { type: 'replay', action: 'speed', value: 0.1 },
  { type: 'replay', action: 'speed', value: 'max' },
  { type: 'replay', action: 'seek', value: 1_759_260_000_000 },
])('takes %j, as text and as an object', (message) => {
  expect(parseClientMessage(message)).toEqual(message);
  expect(parseClientMessage(JSON.stringify(message))).toEqual(message);
});

test('keeps nothing that is not of the message', () => {
  expect(parseClientMessage({ type: 'replay', action: 'pause', value: 3, path: '/etc' })).toEqual({
    type: 'replay',
    action: 'pause',
  });
});

test.each([
  null,
  'no json',
  { type: 'other' },
  { type: 'select', pair: '' },
  { type: 'select', pair: 'BTC-USD', range: '2h' },
  { type: 'select', pair: 'BTC-USD', range: 'toString' },
  { type: 'ack', chars: -1 },
  { type: 'replay' },
  { type: 'replay', action: 'stop' },
  { type: 'replay', action: 'speed' },
  { type: 'replay', action: 'speed', value: 0 },
  { type: 'replay', action: 'speed', value: 10_001 },
  { type: 'replay', action: 'speed', value: Number.NaN },
  { type: 'replay', action: 'speed', value: '10' },
  { type: 'replay', action: 'seek', value: Number.POSITIVE_INFINITY },
  { type: 'replay', action: 'seek', value: '2025' },
])('refuses %j', (message) => {
  expect(parseClientMessage(message)).toBeNull();
});
