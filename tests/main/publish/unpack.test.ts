import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STATISTIC_NAMES } from '../../../engine/schema.ts';
import { SIDES } from '../../../engine/trade.ts';
import { createHub } from '../../../main/hub/hub.ts';
import { createStreamPublisher } from '../../../main/publish/stream-publisher.ts';
import { createUnpacker } from '../../../main/publish/unpack.ts';
import { until, view } from './clients.ts';
import { appStatus, batch, INFO, serve, trade } from './fixtures.ts';

const PAIRS = ['A-USD', 'B-USD', 'C,"-EUR', 'Ü-USD'];

const value = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: 0, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 1) },
);
const second = fc.record({
  pairs: fc.shuffledSubarray(PAIRS, { minLength: 1 }),
  /** Steps in time; the long one makes silent pairs be forgotten. */
  step: fc.constantFrom(1, 1, 1, 2, 60, 2_000),
  values: fc.array(value, { minLength: 7, maxLength: 7 }),
  bandsFollow: fc.boolean(),
  flags: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 3, maxLength: 3 }),
  behind: fc.boolean(),
});

type Second = typeof second extends fc.Arbitrary<infer T> ? T : never;

function rowsOf({ pairs, values, bandsFollow, flags }: Second, at: number) {
  const given = batch(pairs, at, (name, pair) => {
    const pick = (key: string) =>
      values[(STATISTIC_NAMES.indexOf(key as never) + PAIRS.indexOf(pair)) % values.length] ?? 0;
    if (!bandsFollow) return pick(name);
    if (name === 'volatility_upper') return pick('volatility_mean_5m') + 2 * pick('volatility_sd_5m');
    if (name === 'volatility_lower') return Math.max(0, pick('volatility_mean_5m') - 2 * pick('volatility_sd_5m'));
    if (name === 'buy_pressure') return pick('buy_volume_60s') / (pick('buy_volume_60s') + pick('sell_volume_60s'));
    return pick(name);
  });
  given.batch.partial[0] = flags[0] ?? 0;
  given.batch.partial5m[0] = flags[1] ?? 0;
  given.batch.afterReset[0] = flags[2] ?? 0;
  return given;
}

test('a packed connection carries, frame by frame, what a plain one does', () => {
  fc.assert(
    fc.property(
      fc.array(second, { minLength: 1, maxLength: 30 }),
      fc.constantFrom(900, 3, 1),
      (seconds, historyRows) => {
        const hub = createHub({ historyRows });
        const streams = createStreamPublisher({
          hub,
          info: () => INFO,
          status: () => appStatus(),
          limits: { softBytes: 1_000 },
          log: (message) => expect.fail(message),
        });
        let at = 0;
        let buffered = 0;
        const open = (wantsPacked: boolean) => {
          const frames: string[] = [];
          const outlet = { send: (text: string) => frames.push(text), bufferedBytes: () => buffered, close: () => {} };
          streams.open(outlet, { packed: wantsPacked }).receive({ type: 'select', pair: 'B-USD' });
          return frames;
        };
        const [plain, packed] = [open(false), open(true)];
        for (const each of seconds) {
          buffered = each.behind ? 10_000 : 0;
          at += each.step;
          const { batch: rows, timeMs } = rowsOf(each, at);
          hub.addStatistics(rows, timeMs);
        }
        streams.stop(1001, 'over');
        const unpacker = createUnpacker();
        expect(packed.map((frame) => unpacker.unpack(frame))).toEqual(plain);
      },
    ),
    { numRuns: 300 },
  );
});

test('packed trades are the same trades', () => {
  const anyTrade = fc.record({
    pair: fc.constantFrom(...PAIRS),
    price: fc.double({ min: 1e-12, max: 1e9, noNaN: true }),
    size: fc.double({ min: 0, max: 1e9, noNaN: true }),
    side: fc.constantFrom(...SIDES),
    exchange: fc.integer({ min: 0, max: 99 }),
    tradeId: fc.option(fc.string()),
    tradeTimeMs: fc.oneof(fc.integer({ min: 0, max: 2 ** 42 }), fc.double({ min: 1e12, max: 2e12, noNaN: true })),
    receivedTimeUs: fc.integer({ min: 1.7e15, max: 1.9e15 }),
  });
  fc.assert(
    fc.property(fc.array(anyTrade, { minLength: 1, maxLength: 20 }), (trades) => {
      const hub = createHub();
      const streams = createStreamPublisher({ hub, info: () => INFO, status: () => appStatus(), log: () => {} });
      const [plain, packed] = [false, true].map((wantsPacked) => {
        const frames: string[] = [];
        const outlet = { send: (text: string) => frames.push(text), bufferedBytes: () => 0, close: () => {} };
        streams.open(outlet, { packed: wantsPacked });
        return frames;
      });
      hub.addTrades(trades.map((each) => ({ ...each, vendorTimeMs: null })));
      hub.stop();
      streams.stop(1001, 'over');
      const unpacker = createUnpacker();
      expect(plain).toHaveLength(5);
      expect(packed?.map((frame) => unpacker.unpack(frame))).toEqual(plain);
    }),
  );
});

test('it is granted to a WebSocket that asks for it, and is much shorter', async () => {
  const { hub, ws } = await serve();
  const pairs = Array.from({ length: 100 }, (_, i) => `P${i}-USD`);
  const viewer = await view(ws, {}, '?deltas=packed');
  const plain = await view(ws);
  for (let at = 1; at <= 3; at += 1) {
    hub.addTrades(Array.from({ length: 10 }, () => trade()));
    const { batch: rows, timeMs } = batch(pairs, at, () => Math.PI * (1 + at / 1e6));
    hub.addStatistics(rows, timeMs);
    await until(() => viewer.tables('trades').length === at + 1 && plain.tables('trades').length === at + 1, 'trades');
  }
  const unpacker = createUnpacker();
  const tables = (texts: string[]) => texts.filter((text) => text.startsWith('{"type":"table"'));
  const bytes = (texts: string[]) => tables(texts).slice(-2).join('').length;
  expect(tables(viewer.texts).map((text) => unpacker.unpack(text))).toEqual(tables(plain.texts));
  expect(bytes(viewer.texts)).toBeLessThan(bytes(plain.texts) * 0.6);
});

test('a delta without its snapshot is an error, not a wrong number', () => {
  const header = { type: 'table', mode: 'delta', seq: 9, rows: 1, packed: true };
  const history = JSON.stringify({ ...header, table: 'history', pair: 'A-USD' });
  expect(() => createUnpacker().unpack(`${history}\n`)).toThrow('A-USD');
  const statistics = `${JSON.stringify({ ...header, table: 'statistics' })}\n{"time":1,"pair":["A-USD"],"vwap":"1f"}`;
  expect(() => createUnpacker().unpack(statistics)).toThrow('not a packed number');
});
