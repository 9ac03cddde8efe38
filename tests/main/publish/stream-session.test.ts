import { beforeEach, describe, expect, test } from 'vitest';
import { createHub, type Hub } from '../../../main/hub/hub.ts';
import { acknowledgedOutlet, type StreamOutlet } from '../../../main/publish/stream-outlet.ts';
import {
  createStreamPublisher,
  type StreamPublisher,
  type StreamViewer,
} from '../../../main/publish/stream-publisher.ts';
import { parseFrame, type StreamFrame, type TableFrame, until } from './clients.ts';
import { appStatus, batch, INFO, trade } from './fixtures.ts';

const LIMITS = { softBytes: 20_000, hardBytes: 200_000, stalledMs: 5_000, requestsPerSecond: 3 };

/** An outlet whose reader takes what it is told to take. */
class Reader implements StreamOutlet {
  readonly frames: StreamFrame[] = [];
  closed: { code: number; reason: string } | null = null;
  buffered = 0;
  largest = 0;
  reads = true;

  send(text: string): void {
    this.frames.push(parseFrame(text));
    if (!this.reads) this.buffered += text.length;
    this.largest = Math.max(this.largest, this.buffered);
  }
  bufferedBytes(): number {
    return this.buffered;
  }
  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }
  tables(name?: string): TableFrame[] {
    return this.frames.filter(
      (frame): frame is TableFrame =>
        frame.header.type === 'table' && (name === undefined || frame.header.table === name),
    );
  }
  modes(name: string): string[] {
    return this.tables(name).map((frame) => frame.header.mode);
  }
}

let hub: Hub;
let streams: StreamPublisher;
let nowMs: number;
let second: number;

beforeEach(() => {
  hub = createHub({ flushIntervalMs: 0 });
  nowMs = 0;
  second = 0;
  streams = createStreamPublisher({
    hub,
    info: () => INFO,
    status: () => appStatus(),
    limits: LIMITS,
    nowMs: () => nowMs,
    log: (message) => expect.fail(message),
  });
  return () => {
    streams.stop(1001, 'test over');
    hub.stop();
  };
});

function open(reader: Reader): StreamViewer {
  return streams.open(reader);
}

/** Statistics of the next second. */
function tick(pairs: readonly string[] = ['A-USD', 'B-USD']): void {
  second += 1;
  const { batch: rows, timeMs } = batch(pairs, second);
  hub.addStatistics(rows, timeMs);
}

function expectNoHoles(reader: Reader): void {
  const sequence = reader.tables().map((frame) => frame.header.seq);
  expect(sequence).toEqual(sequence.map((_, i) => i + 1));
}

/** What a page holds after these frames, by the rules of the contract. */
function pageStatistics(reader: Reader): Map<unknown, unknown> {
  const rows = new Map<unknown, unknown>();
  for (const { header, body } of reader.tables('statistics')) {
    if (header.mode === 'snapshot') rows.clear();
    for (const [i, pair] of (body.pair ?? []).entries()) rows.set(pair, body.time?.[i]);
  }
  return rows;
}

describe('a viewer that reads', () => {
  test('is greeted, told the status and given both tables before anything else', () => {
    tick();
    hub.addTrades([trade()]);
    hub.stop();
    const reader = new Reader();
    open(reader);
    expect(reader.frames.map(({ header }) => (header.type === 'table' ? header.table : header.type))).toEqual([
      'hello',
      'status',
      'trades',
      'statistics',
    ]);
    expect(reader.frames[0]?.header).toEqual({ type: 'hello', version: 1, info: INFO });
    expect(reader.frames[1]?.header).toEqual({ type: 'status', status: appStatus() });
    expect(reader.tables('trades')[0]?.header).toEqual({
      type: 'table',
      table: 'trades',
      mode: 'snapshot',
      seq: 1,
      rows: 1,
    });
    expect(reader.tables('statistics')[0]?.body.pair).toEqual(['A-USD', 'B-USD']);
  });

  test('gets deltas numbered without holes', async () => {
    const reader = new Reader();
    open(reader);
    for (let i = 0; i < 20; i += 1) {
      tick();
      hub.addTrades([trade(), trade()]);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await until(() => reader.tables('trades').reduce((rows, frame) => rows + frame.header.rows, 0) === 40, 'trades');
    expect(reader.modes('statistics')).toEqual(['snapshot', ...Array(20).fill('delta')]);
    expectNoHoles(reader);
  });

  test('gets the history of the pair that it selects, then its new rows', () => {
    const reader = new Reader();
    const viewer = open(reader);
    tick();
    tick();
    expect(reader.tables('history')).toEqual([]);
    viewer.receive('{"type":"select","pair":"B-USD"}');
    tick();
    tick(['A-USD']);
    const frames = reader.tables('history');
    expect(frames.map(({ header }) => [header.mode, header.pair, header.rows])).toEqual([
      ['snapshot', 'B-USD', 2],
      ['delta', 'B-USD', 1],
    ]);
    expect(frames[0]?.body.time).toEqual([1, 2].map((s) => batch([], s).timeMs));
    expect(frames[1]?.body.time).toEqual([batch([], 3).timeMs]);
    viewer.receive('{"type":"select","pair":"A-USD"}');
    expect(reader.tables('history').at(-1)?.header).toMatchObject({ mode: 'snapshot', pair: 'A-USD', rows: 4 });
    expectNoHoles(reader);
  });

  test('may select a pair that does not exist yet', () => {
    const reader = new Reader();
    const viewer = open(reader);
    viewer.receive('{"type":"select","pair":"NEW-USD"}');
    tick(['NEW-USD']);
    expect(reader.tables('history').map(({ header }) => [header.mode, header.rows])).toEqual([
      ['snapshot', 0],
      ['snapshot', 1],
    ]);
  });

  test('gets all snapshots anew when it asks for a resync', () => {
    const reader = new Reader();
    const viewer = open(reader);
    viewer.receive('{"type":"select","pair":"A-USD"}');
    tick();
    viewer.receive('{"type":"resync"}');
    expect(
      reader
        .tables()
        .slice(-3)
        .map(({ header }) => [header.table, header.mode]),
    ).toEqual([
      ['trades', 'snapshot'],
      ['statistics', 'snapshot'],
      ['history', 'snapshot'],
    ]);
    expect(streams.counters.resyncs).toBe(1);
    expectNoHoles(reader);
  });

  test('gets a new statistics snapshot when pairs were forgotten', () => {
    const reader = new Reader();
    open(reader);
    tick();
    second += 3_600;
    tick(['B-USD']);
    expect(reader.modes('statistics')).toEqual(['snapshot', 'delta', 'delta', 'snapshot']);
    expect([...pageStatistics(reader).keys()]).toEqual(['B-USD']);
  });

  test('is told how many trades of a burst its table cannot hold', async () => {
    const reader = new Reader();
    open(reader);
    hub.addTrades(Array.from({ length: 1_300 }, () => trade()));
    await until(() => reader.tables('trades').length === 2, 'the burst');
    expect(reader.tables('trades')[1]?.header).toMatchObject({ rows: 1_000, skipped: 300 });
  });

  test('gets a status every second', async () => {
    const reader = new Reader();
    open(reader);
    await until(() => reader.frames.filter(({ header }) => header.type === 'status').length >= 3, 'three statuses');
  });

  test('that asks too often is answered once more, within the next second', async () => {
    const reader = new Reader();
    const viewer = open(reader);
    tick(['A-USD', 'B-USD', 'C-USD']);
    for (let i = 0; i < 500; i += 1)
      viewer.receive(JSON.stringify({ type: 'select', pair: i % 2 ? 'B-USD' : 'A-USD' }));
    viewer.receive('{"type":"select","pair":"C-USD"}');
    tick(['A-USD', 'B-USD', 'C-USD']);
    expect(reader.tables('history')).toHaveLength(3);
    await until(() => reader.tables('history').length > 3, 'the last answer');
    expect(reader.tables('history').at(-1)?.header).toMatchObject({ mode: 'snapshot', pair: 'C-USD', rows: 2 });
    tick(['C-USD']);
    expect(reader.tables('history').at(-1)?.header).toMatchObject({ mode: 'delta', pair: 'C-USD' });
  });
});

describe('messages that make no sense', () => {
  test.each([
    'not json',
    '',
    'null',
    '[]',
    '42',
    '{}',
    '{"type":7}',
    '{"type":"subscribe"}',
    '{"type":"select"}',
    '{"type":"select","pair":""}',
    '{"type":"select","pair":{"toString":1}}',
    `{"type":"select","pair":"${'A'.repeat(41)}"}`,
    `{"type":"resync","padding":"${'x'.repeat(2_000)}"}`,
    '{"type":"ack"}',
    '{"type":"ack","chars":-1}',
    '{"type":"ack","chars":1.5}',
    '{"type":"ack","chars":"9"}',
    '{"type":"__proto__"}',
    null,
    undefined,
    { type: 'select', pair: 5 },
    new Uint8Array(5),
  ])('are counted and ignored: %j', (message) => {
    const reader = new Reader();
    const viewer = open(reader);
    const before = reader.frames.length;
    viewer.receive(message);
    expect(reader.frames).toHaveLength(before);
    expect(reader.closed).toBeNull();
    expect(streams.counters.ignoredMessages).toBe(1);
    tick();
    expect(reader.modes('statistics')).toEqual(['snapshot', 'delta']);
  });
});

describe('a viewer that reads too slowly', () => {
  test('misses frames and gets snapshots once it has caught up; it ends with the same rows as the others', () => {
    const [slow, quick] = [new Reader(), new Reader()];
    open(quick);
    const viewer = open(slow);
    viewer.receive('{"type":"select","pair":"A-USD"}');
    slow.reads = false;
    for (let i = 0; i < 300; i += 1) {
      tick();
      nowMs += 10;
    }
    expect(slow.largest).toBeLessThan(LIMITS.softBytes + 5_000);
    expect(quick.tables('statistics')).toHaveLength(301);
    slow.reads = true;
    slow.buffered = LIMITS.softBytes / 2;
    tick();
    expect(slow.modes('statistics').at(-1)).toBe('delta');
    slow.buffered = 100;
    tick();
    expect(slow.frames.at(-4)?.header.type).toBe('status');
    expect(
      slow
        .tables()
        .slice(-3)
        .map(({ header }) => [header.table, header.mode]),
    ).toEqual([
      ['trades', 'snapshot'],
      ['statistics', 'snapshot'],
      ['history', 'snapshot'],
    ]);
    tick();
    expect(slow.modes('statistics').at(-1)).toBe('delta');
    expect(pageStatistics(slow)).toEqual(pageStatistics(quick));
    expect(slow.tables('history').at(-2)?.header.rows).toBe(302);
    expectNoHoles(slow);
    expectNoHoles(quick);
    expect(streams.counters).toMatchObject({ resyncs: 1, cutOff: 0 });
    expect(slow.closed).toBeNull();
  });

  test('stays as long as it takes something, and is cut off when it takes nothing', () => {
    const reader = new Reader();
    open(reader);
    reader.reads = false;
    for (let i = 0; i < 200; i += 1) tick();
    for (let i = 0; i < 20; i += 1) {
      nowMs += LIMITS.stalledMs - 1_000;
      reader.buffered -= 200;
      tick();
    }
    expect(reader.closed).toBeNull();
    nowMs += LIMITS.stalledMs + 1;
    tick();
    expect(reader.closed).toEqual({ code: 1013, reason: 'the data is not read' });
    expect(streams.counters.cutOff).toBe(1);
    const frames = reader.frames.length;
    tick();
    expect(reader.frames).toHaveLength(frames);
    expect(streams.viewers()).toBe(0);
  });

  test('cannot make its buffer grow by asking', () => {
    const reader = new Reader();
    const viewer = open(reader);
    for (let i = 0; i < 300; i += 1) tick();
    reader.reads = false;
    for (let i = 0; i < 2_000; i += 1) {
      viewer.receive('{"type":"select","pair":"A-USD"}');
      viewer.receive('{"type":"resync"}');
      if (i % 100 === 0) tick();
    }
    expect(reader.largest).toBeLessThan(LIMITS.softBytes + 300_000);
    expect(reader.largest).toBeLessThan(LIMITS.hardBytes + 100_000);
  });

  test('is cut off at once over the hard bound', () => {
    const reader = new Reader();
    open(reader);
    reader.buffered = LIMITS.hardBytes + 1;
    tick();
    expect(reader.closed?.code).toBe(1013);
  });
});

describe('a fault', () => {
  const logged: string[] = [];
  let fault: Error | null = null;
  let own: StreamPublisher;

  beforeEach(() => {
    logged.length = 0;
    fault = null;
    const status = () => {
      if (fault !== null) throw fault;
      return appStatus();
    };
    own = createStreamPublisher({ hub, info: () => INFO, status, log: (message) => logged.push(message) });
    return () => own.stop(1001, 'over');
  });

  test('of one viewer ends only that viewer', () => {
    const [broken, healthy] = [new Reader(), new Reader()];
    own.open(broken);
    own.open(healthy);
    broken.send = () => {
      throw new Error('broken pipe');
    };
    tick();
    tick();
    expect(broken.closed?.code).toBe(1011);
    expect(healthy.modes('statistics')).toEqual(['snapshot', 'delta', 'delta']);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('broken pipe');
  });

  test('while it answers ends only the one who asked', () => {
    const [broken, healthy] = [new Reader(), new Reader()];
    const viewer = own.open(broken);
    own.open(healthy);
    broken.send = () => {
      throw new Error('broken pipe');
    };
    viewer.receive('{"type":"resync"}');
    expect(broken.closed?.code).toBe(1011);
    expect(own.viewers()).toBe(1);
  });

  test('behind the greeting ends the newcomer, not the program', () => {
    const healthy = new Reader();
    own.open(healthy);
    fault = new Error('no status');
    const newcomer = new Reader();
    own.open(newcomer).receive('{"type":"resync"}');
    expect(newcomer.closed?.code).toBe(1011);
    expect(logged[0]).toContain('no status');
    tick();
    expect(healthy.modes('statistics')).toEqual(['snapshot', 'delta']);
  });
});

test('a window acknowledges what it has handled, and falls behind without that', () => {
  const frames: string[] = [];
  const outlet = acknowledgedOutlet({ post: (text) => frames.push(text), close: () => {} });
  const viewer = streams.open(outlet);
  const chars = () => frames.reduce((sum, text) => sum + text.length, 0);
  expect(outlet.bufferedBytes()).toBe(chars());
  viewer.receive({ type: 'ack', chars: chars() });
  expect(outlet.bufferedBytes()).toBe(0);
  for (let i = 0; i < 100; i += 1) tick();
  const behind = frames.length;
  expect(outlet.bufferedBytes()).toBeGreaterThan(LIMITS.softBytes);
  tick();
  expect(frames).toHaveLength(behind);
  viewer.receive('{"type":"ack","chars":1}');
  expect(outlet.bufferedBytes()).toBeGreaterThan(LIMITS.softBytes);
  viewer.receive(`{"type":"ack","chars":${Number.MAX_SAFE_INTEGER}}`);
  expect(outlet.bufferedBytes()).toBe(0);
  tick();
  expect(frames.slice(-2).map((text) => parseFrame(text).header)).toMatchObject([
    { table: 'trades', mode: 'snapshot' },
    { table: 'statistics', mode: 'snapshot' },
  ]);
});
