import { describe, expect, it } from 'vitest';
import type { Trade } from '../../../../engine/trade.ts';
import { parseFrame, type StatusEvent } from '../../../../main/feed/polygon/parse-frame.ts';

const RECEIVED_US = 1_706_649_628_070_123;

const SAMPLE = {
  ev: 'XT',
  pair: 'BTC-USD',
  p: 43575.6,
  t: 1706649628023,
  s: 4.522e-5,
  c: [2],
  i: '1b254a48-aaaa',
  x: 23,
  r: 1706649628068,
};

function parse(text: string, dropSideless = false) {
  const trades: Trade[] = [];
  const statuses: StatusEvent[] = [];
  const counters = { malformed: 0, ignored: 0, sideless: 0 };
  parseFrame(text, RECEIVED_US, { trades, statuses }, counters, { dropSideless });
  return { trades, statuses, counters };
}

const parseEvents = (...events: unknown[]) => parse(JSON.stringify(events));
const withFields = (fields: object) => ({ ...SAMPLE, ...fields });

describe('a trade', () => {
  it('is taken over with every field', () => {
    const { trades, counters } = parseEvents(SAMPLE);
    expect(trades).toEqual([
      {
        pair: 'BTC-USD',
        price: 43575.6,
        size: 4.522e-5,
        side: 'buy',
        exchange: 23,
        tradeId: '1b254a48-aaaa',
        tradeTimeMs: 1706649628023,
        vendorTimeMs: 1706649628068,
        receivedTimeUs: RECEIVED_US,
      },
    ]);
    expect(counters).toEqual({ malformed: 0, ignored: 0, sideless: 0 });
  });

  it.each([
    [[1], 'sell', 0],
    [[2], 'buy', 0],
    [[0], 'unknown', 1],
    [[], 'unknown', 1],
    [[7], 'unknown', 1],
    [undefined, 'unknown', 1],
    [null, 'unknown', 1],
  ])('conditions %j mean %s', (c, side, sideless) => {
    const { trades, counters } = parseEvents(withFields({ c }));
    expect(trades.map((trade) => trade.side)).toEqual([side]);
    expect(counters.sideless).toBe(sideless);
  });

  it('drops and counts trades without conditions when asked to, but keeps condition 0', () => {
    const events = [undefined, [], [0], [1]].map((c) => withFields({ c }));
    const { trades, counters } = parse(JSON.stringify(events), true);
    expect(trades.map((trade) => trade.side)).toEqual(['unknown', 'sell']);
    expect(counters.sideless).toBe(3);
  });

  it.each([
    ['"abc"', 'abc'],
    ['12345', '12345'],
    ['9007199254740993', '9007199254740993'],
    ['12345678901234567891', '12345678901234567891'],
    ['""', null],
    ['null', null],
    ['{}', null],
  ])('id %s becomes %s', (id, expected) => {
    const text = JSON.stringify([SAMPLE, withFields({ i: 'X' })]).replace('"X"', id);
    expect(parse(text).trades[1]?.tradeId).toBe(expected);
    expect(parse(JSON.stringify(withFields({ i: 'X' })).replace('"X"', id)).trades[0]?.tradeId).toBe(expected);
  });

  it('may lack id, exchange, conditions and provider time, and have size 0', () => {
    const { trades } = parseEvents({ ev: 'XT', pair: 'A-B', p: 1, s: 0, t: 5 });
    expect(trades).toEqual([
      {
        pair: 'A-B',
        price: 1,
        size: 0,
        side: 'unknown',
        exchange: 0,
        tradeId: null,
        tradeTimeMs: 5,
        vendorTimeMs: null,
        receivedTimeUs: RECEIVED_US,
      },
    ]);
  });

  it('has exchange 0 and no provider time where these are unusable', () => {
    const { trades } = parseEvents(withFields({ x: 1.5, r: -1 }), withFields({ x: '1', r: 'now' }));
    expect(trades.map((trade) => [trade.exchange, trade.vendorTimeMs])).toEqual([
      [0, null],
      [0, null],
    ]);
  });

  it('reads exponents of any form', () => {
    const text = '[{"ev":"XT","pair":"A-B","p":1.5E+2,"s":1e-8,"t":1.706649628023e12}]';
    expect(parse(text).trades[0]).toMatchObject({ price: 150, size: 1e-8, tradeTimeMs: 1706649628023 });
  });
});

describe('an unusable element is counted and costs no other', () => {
  it.each([
    ['no pair', withFields({ pair: undefined })],
    ['empty pair', withFields({ pair: '' })],
    ['pair that is no string', withFields({ pair: 7 })],
    ['no price', withFields({ p: undefined })],
    ['price 0', withFields({ p: 0 })],
    ['negative price', withFields({ p: -1 })],
    ['price as text', withFields({ p: '1' })],
    ['no size', withFields({ s: null })],
    ['negative size', withFields({ s: -1e-9 })],
    ['no time', withFields({ t: undefined })],
    ['time 0', withFields({ t: 0 })],
    ['time beyond every date', withFields({ t: 1e19 })],
    ['no ev', { pair: 'A-B', p: 1, s: 1, t: 1 }],
    ['status without status', { ev: 'status' }],
    ['null', null],
    ['number', 5],
    ['text', 'XT'],
    ['array', [SAMPLE]],
  ])('%s', (_, element) => {
    const { trades, counters } = parseEvents(SAMPLE, element, SAMPLE);
    expect(trades).toHaveLength(2);
    expect(counters).toEqual({ malformed: 1, ignored: 0, sideless: 0 });
  });

  it('price beyond every number', () => {
    const { trades, counters } = parse(JSON.stringify([SAMPLE, SAMPLE]).replace('43575.6', '1e999'));
    expect(trades).toHaveLength(1);
    expect(counters.malformed).toBe(1);
  });

  const good = JSON.stringify(SAMPLE);
  it.each([
    ['a NaN', `[${good},{"ev":"XT","pair":"A-B","p":NaN,"s":1,"t":1},${good}]`, 2, 1],
    ['a cut end', `[${good},${good},{"ev":"XT","pa`, 2, 1],
    ['a lost quote', `[{"ev":"XT","pair":"A-B,"p":1},${good},${good}]`, 2, 1],
    ['braces and quotes in a string', `[{"ev":"XT","pair":"{\\"}{","p":1,"s":1,"t":1},x,${good}]`, 2, 1],
    ['a trailing comma', `[${good},]`, 1, 1],
    ['two broken ones', `[{"p":},${good},{"p":}]`, 1, 2],
  ])('JSON broken by %s', (_, text, trades, malformed) => {
    const result = parse(text);
    expect(result.trades).toHaveLength(trades);
    expect(result.counters.malformed).toBe(malformed);
  });

  it.each(['', 'hello', '[', '[[', '}'])('text that is no JSON: %j', (text) => {
    expect(parse(text)).toMatchObject({ trades: [], statuses: [], counters: { malformed: 1 } });
  });

  it('gives a frame of garbage up', () => {
    expect(parse('{'.repeat(200_000)).counters.malformed).toBe(100);
  });
});

describe('frames', () => {
  it('may be a bare event, an empty array, or mix kinds', () => {
    expect(parse(JSON.stringify(SAMPLE)).trades).toHaveLength(1);
    expect(parse('[]').counters).toEqual({ malformed: 0, ignored: 0, sideless: 0 });
    const { trades, statuses, counters } = parseEvents(
      { ev: 'status', status: 'success', message: 'subscribed to: XT.*' },
      SAMPLE,
      { ev: 'XQ', pair: 'BTC-USD' },
      { ev: 'something new' },
      { ev: 'status', status: 'error' },
      SAMPLE,
    );
    expect(trades).toHaveLength(2);
    expect(statuses).toEqual([
      { status: 'success', message: 'subscribed to: XT.*' },
      { status: 'error', message: '' },
    ]);
    expect(counters).toEqual({ malformed: 0, ignored: 2, sideless: 0 });
  });

  it('may be a bare status', () => {
    expect(parse('{"ev":"status","status":"connected","message":"Connected Successfully"}').statuses).toEqual([
      { status: 'connected', message: 'Connected Successfully' },
    ]);
  });
});
