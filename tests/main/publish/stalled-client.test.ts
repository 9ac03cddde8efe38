import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ServerHeader } from '../../../main/publish/stream-messages.ts';
import { until, view } from './clients.ts';
import { batch, type Served, serve, trade } from './fixtures.ts';

const HEALTHY = 20;
const PAIRS = Array.from({ length: 500 }, (_, i) => `PAIR${i}-USD`);
/** Of the systems in use none keeps more than this for a socket outside our memory. */
const MOST_ROUNDS = 600;
const SOFT_BYTES = 512 * 1024;
const HARD_BYTES = 2 * 1024 * 1024;

/** Connects without compression (so that bytes are what they seem) and counts what `take` finds in each frame. */
async function reader(address: string, take: (text: string) => void): Promise<WebSocket> {
  const webSocket = new WebSocket(address, { perMessageDeflate: false });
  webSocket.on('message', (data) => take(data.toString()));
  webSocket.on('error', () => {});
  onTestFinished(() => webSocket.terminate());
  await once(webSocket, 'open');
  return webSocket;
}

/** Publishes round after round, each of which every healthy client has read before the next, until `done`. */
async function publishUntil(
  served: Served,
  done: () => boolean,
  received: (round: number) => boolean,
): Promise<number> {
  let largest = 0;
  for (let round = 1; !done(); round += 1) {
    if (round > MOST_ROUNDS) throw new Error('the stalled client was never cut off');
    const { batch: rows, timeMs } = batch(PAIRS, round, () => Math.random());
    served.hub.addStatistics(rows, timeMs);
    served.hub.addTrades([trade(), trade()]);
    largest = Math.max(largest, served.publisher.figures().largestBufferBytes);
    await until(() => received(round), `round ${round} at all healthy clients`);
  }
  return largest;
}

test('our own stream: a stalled viewer is cut off, and 20 others get every row', async () => {
  const limits = { softBytes: SOFT_BYTES, hardBytes: HARD_BYTES, stalledMs: 200 };
  const served = await serve({ limits });
  const seen = Array.from({ length: HEALTHY }, () => ({ seq: 0, holes: 0, statistics: 0, trades: 0, snapshots: 0 }));
  for (const counts of seen) {
    await reader(`${served.ws}/stream/v1`, (text) => {
      const header: ServerHeader = JSON.parse(text.slice(0, text.indexOf('\n') + 1 || undefined));
      if (header.type !== 'table') return;
      if (header.seq !== counts.seq + 1) counts.holes += 1;
      counts.seq = header.seq;
      if (header.mode === 'snapshot') counts.snapshots += 1;
      else if (header.table === 'statistics') counts.statistics += header.rows;
      else counts.trades += header.rows;
    });
  }
  const stalled = await reader(`${served.ws}/stream/v1`, () => {});
  stalled.pause();
  let rounds = 0;
  const largest = await publishUntil(
    served,
    () => served.publisher.figures().clientsCutOff > 0,
    (round) => {
      rounds = round;
      return seen.every(({ statistics, trades }) => statistics === round * PAIRS.length && trades === round * 2);
    },
  );
  expect(seen).toEqual(
    seen.map(() => ({
      seq: expect.any(Number),
      holes: 0,
      statistics: rounds * PAIRS.length,
      trades: rounds * 2,
      snapshots: 2,
    })),
  );
  expect(largest).toBeGreaterThan(SOFT_BYTES);
  expect(largest).toBeLessThan(HARD_BYTES);
  await until(() => served.publisher.figures().clients.stream === HEALTHY, 'the stalled viewer to be forgotten');
  expect(served.publisher.figures()).toMatchObject({ clientsCutOff: 1, resyncs: 0 });
  await until(() => served.publisher.figures().largestBufferBytes === 0, 'its memory to be given back');
});

test('the original protocol: a stalled client is cut off, and 20 others get every row', async () => {
  const served = await serve({ limits: { referenceBytes: HARD_BYTES } });
  const seen = Array.from({ length: HEALTHY }, () => ({ messages: 0, holes: 0, rows: 0 }));
  for (const counts of seen) {
    await reader(`${served.ws}/subscribe/statistics`, (text) => {
      if (Number(/"messageID":(\d+)}$/.exec(text)?.[1]) !== counts.messages) counts.holes += 1;
      counts.messages += 1;
      counts.rows += text.split('"pair":').length - 1;
    });
  }
  const stalled = await reader(`${served.ws}/subscribe/statistics`, () => {});
  let closeCode = 0;
  stalled.on('close', (code) => {
    closeCode = code;
  });
  stalled.pause();
  let rounds = 0;
  const largest = await publishUntil(
    served,
    () => served.publisher.figures().clientsCutOff > 0,
    (round) => {
      rounds = round;
      return seen.every(({ rows }) => rows === round * PAIRS.length);
    },
  );
  expect(seen).toEqual(seen.map(() => ({ messages: rounds * 5, holes: 0, rows: rounds * PAIRS.length })));
  expect(largest).toBeGreaterThan(HARD_BYTES / 2);
  expect(largest).toBeLessThan(HARD_BYTES + 1024 * 1024);
  await until(() => served.publisher.figures().clients.reference === HEALTHY, 'the stalled client to be forgotten');
  await until(() => served.publisher.figures().largestBufferBytes === 0, 'its memory to be given back');
  stalled.resume();
  await until(() => closeCode !== 0, 'the stalled client to notice');
  expect(closeCode).not.toBe(1000);
});

test('our own stream: a viewer that pauses gets snapshots when it reads again, and ends with the rows of the others', async () => {
  const served = await serve({ limits: { softBytes: SOFT_BYTES, hardBytes: HARD_BYTES, stalledMs: 60_000 } });
  const [slow, quick] = [await view(served.ws, { perMessageDeflate: false }), await view(served.ws)];
  slow.webSocket.pause();
  let rounds = 0;
  let behind = 0;
  await publishUntil(
    served,
    () => served.publisher.figures().largestBufferBytes > SOFT_BYTES && ++behind > 10,
    (round) => {
      rounds = round;
      return quick.tables('statistics').length === round + 1;
    },
  );
  slow.webSocket.resume();
  await until(() => served.publisher.figures().largestBufferBytes === 0, 'the buffer to drain');
  const { batch: rows, timeMs } = batch(PAIRS, rounds + 1, () => 0.5);
  served.hub.addStatistics(rows, timeMs);
  for (const viewer of [slow, quick]) {
    await until(() => viewer.tables('statistics').at(-1)?.body.time?.[0] === timeMs, 'the newest rows');
  }
  expect(slow.tables('statistics').at(-1)?.header.mode).toBe('snapshot');
  expect(slow.tables('statistics').at(-1)?.body).toEqual(quick.tables('statistics').at(-1)?.body);
  expect(slow.tables('statistics').length).toBeLessThan(quick.tables('statistics').length - 5);
  const sequence = slow.frames.flatMap(({ header }) => (header.type === 'table' ? [header.seq] : []));
  expect(sequence).toEqual(sequence.map((_, i) => i + 1));
  const newest = (viewer: typeof slow) => viewer.tables('trades').at(-1)?.body.trade_id?.at(-1);
  expect(newest(slow)).toBe(newest(quick));
  expect(served.publisher.figures()).toMatchObject({ resyncs: 1, clientsCutOff: 0, clients: { stream: 2 } });
});
