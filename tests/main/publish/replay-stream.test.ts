import { expect, test } from 'vitest';
import { createHub } from '../../../main/hub/hub.ts';
import type { ReplayControl } from '../../../main/publish/replay-control.ts';
import type { ReplayCommand, ReplayHeader } from '../../../main/publish/stream-messages.ts';
import { until, type Viewer, view } from './clients.ts';
import { batch, serve, trade } from './fixtures.ts';

function control() {
  const commands: ReplayCommand[] = [];
  let version = 1;
  const replay: ReplayControl = {
    state: () => ({
      firstMs: 0,
      lastMs: 100,
      positionMs: 40,
      speed: 'max',
      paused: false,
      state: 'playing',
      quietUntilMs: null,
    }),
    volume: () => ({ quote: 'USD', bins: [version, 2], read: 0.5 }),
    volumeVersion: () => version,
    steer: (command) => commands.push(command),
  };
  return { replay, commands, readOn: () => (version += 1) };
}

const replays = (viewer: Viewer) =>
  viewer.frames.map((frame) => frame.header).filter((header): header is ReplayHeader => header.type === 'replay');

test('a viewer on this machine sees and steers the replay; the volume comes once and when it has changed', async () => {
  const { replay, commands, readOn } = control();
  const { web, webWs, publisher } = await serve({ replay });
  const viewer = await view(webWs, { origin: web });
  await until(() => replays(viewer).length === 1, 'the replay');
  expect(replays(viewer)[0]).toMatchObject({ positionMs: 40, speed: 'max', steerable: true, volume: { bins: [1, 2] } });
  publisher.pushStatus();
  await until(() => replays(viewer).length === 2, 'the next');
  expect(replays(viewer)[1]).not.toHaveProperty('volume');
  readOn();
  publisher.pushStatus();
  await until(() => replays(viewer).length === 3, 'the volume');
  expect(replays(viewer)[2]?.volume?.bins).toEqual([2, 2]);
  viewer.webSocket.send('{"type":"replay","action":"seek","value":70}');
  await until(() => commands.length === 1, 'the command');
  expect(commands[0]).toMatchObject({ action: 'seek', value: 70 });
});

test.each([{ 'x-forwarded-for': '203.0.113.7' }, { forwarded: 'for=203.0.113.7' }, { host: 'dash.example.com' }])(
  'a viewer from elsewhere (%j) watches, and its commands count as not understood',
  async (headers) => {
    const { replay, commands } = control();
    const { webWs, publisher } = await serve({ replay });
    const viewer = await view(webWs, { headers });
    await until(() => replays(viewer).length === 1, 'the replay');
    expect(replays(viewer)[0]?.steerable).toBe(false);
    viewer.webSocket.send('{"type":"replay","action":"pause"}');
    await until(() => publisher.figures().ignoredMessages === 1, 'the refusal');
    expect(commands).toEqual([]);
  },
);

test('after a seek every viewer gets new snapshots, and nothing of the way there', async () => {
  const hub = createHub({ flushIntervalMs: 0 });
  const { webWs } = await serve({ hub });
  const viewer = await view(webWs);
  viewer.webSocket.send('{"type":"select","pair":"A-USD"}');
  const add = (second: number) => {
    const { batch: rows, timeMs } = batch(['A-USD'], second);
    hub.addStatistics(rows, timeMs);
  };
  add(5_000);
  hub.addTrades([trade({ pair: 'OLD-USD' })]);
  await until(() => viewer.tables('trades').at(-1)?.body.pair?.includes('OLD-USD') === true, 'the old trade');
  const before = viewer.frames.length;
  hub.clear();
  for (const second of [100, 101, 102]) add(second);
  hub.addTrades([trade({ pair: 'NEW-USD' })]);
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(viewer.frames.slice(before).filter(({ header }) => header.type === 'table')).toEqual([]);
  hub.reveal();
  await until(
    () => viewer.frames.slice(before).filter(({ header }) => header.type === 'table').length >= 3,
    'snapshots',
  );
  const modes = viewer.frames.slice(before).flatMap(({ header }) => (header.type === 'table' ? [header.mode] : []));
  expect(modes).toEqual(['snapshot', 'snapshot', 'snapshot']);
  expect(viewer.tables('trades').at(-1)?.body.pair).toEqual(['NEW-USD']);
  expect(viewer.tables('history').at(-1)?.body.time).toEqual([100, 101, 102].map((s) => batch([], s).timeMs));
  expect(hub.figures().historyBytes).toBeGreaterThan(0);
  add(103);
  await until(() => viewer.tables('history').at(-1)?.header.mode === 'delta', 'the next row');
});

test('a hole in the rows, or between two runs, reaches the page as a row without values', async () => {
  const hub = createHub({ flushIntervalMs: 0 });
  const { webWs } = await serve({ hub });
  const viewer = await view(webWs);
  viewer.webSocket.send('{"type":"select","pair":"A-USD","range":"1h"}');
  await until(() => viewer.tables('history').length === 1, 'the history');
  for (const second of [1, 2, 30, 31]) {
    const { batch: rows, timeMs } = batch(['A-USD'], second);
    hub.addStatistics(rows, timeMs);
  }
  await until(() => viewer.tables('history').length === 5, 'all rows');
  expect(viewer.tables('history').map(({ header }) => header.mode)).toEqual([
    'snapshot',
    'snapshot',
    'delta',
    'snapshot',
    'delta',
  ]);
  expect(viewer.tables('history')[3]?.body.vwap).toContain(null);
});
