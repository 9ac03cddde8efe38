import { afterEach, expect, test } from 'vitest';
import type { AlertEvent } from '../../../main/alerts/alert-event.ts';
import { createHub } from '../../../main/hub/hub.ts';
import type { AlertsHeader } from '../../../main/publish/stream-messages.ts';
import { createStreamPublisher, type StreamPublisher } from '../../../main/publish/stream-publisher.ts';
import { alertEvent } from '../alerts/alert-events.ts';
import { parseFrame, type StreamFrame } from './clients.ts';
import { appStatus, INFO } from './fixtures.ts';

let streams: StreamPublisher;
afterEach(() => streams.stop(1001, 'test over'));

function start(alerts?: () => readonly AlertEvent[]): void {
  streams = createStreamPublisher({
    hub: createHub({ flushIntervalMs: 0 }),
    info: () => INFO,
    status: () => appStatus(),
    limits: { softBytes: 20_000, hardBytes: 200_000, stalledMs: 5_000, requestsPerSecond: 3 },
    nowMs: () => 0,
    log: (message) => expect.fail(message),
    ...(alerts !== undefined && { alerts }),
  });
}

function open() {
  const frames: StreamFrame[] = [];
  let waiting = 0;
  const viewer = streams.open({
    send: (text) => void frames.push(parseFrame(text)),
    bufferedBytes: () => waiting,
    close: () => {},
  });
  const alerts = () =>
    frames.map(({ header }) => header).filter((header): header is AlertsHeader => header.type === 'alerts');
  const stall = (bytes: number) => {
    waiting = bytes;
  };
  return { viewer, alerts, stall };
}

test('a viewer gets the alerts so far, then those that happen', () => {
  const past = Array.from({ length: 300 }, (_, i) => alertEvent(i));
  start(() => past);
  const { alerts } = open();
  expect(alerts()).toEqual([{ type: 'alerts', mode: 'snapshot', events: past.slice(-200) }]);
  streams.pushAlerts([alertEvent(301)]);
  expect(alerts()[1]).toEqual({ type: 'alerts', mode: 'delta', events: [alertEvent(301)] });
});

test('a viewer that fell behind gets all alerts when it has caught up', () => {
  const past: AlertEvent[] = [];
  start(() => past);
  const { viewer, alerts, stall } = open();
  stall(30_000);
  past.push(alertEvent(1));
  streams.pushAlerts([alertEvent(1)]);
  expect(alerts()).toHaveLength(1);
  stall(0);
  viewer.receive('{"type":"resync"}');
  expect(alerts().at(-1)).toEqual({ type: 'alerts', mode: 'snapshot', events: [alertEvent(1)] });
});

test('where there are no alerts, nothing is said of them', () => {
  start();
  expect(open().alerts()).toEqual([]);
});
