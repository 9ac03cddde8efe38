import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PairHistory } from '../../../main/hub/pair-history.ts';
import {
  encodeReferenceStatistics,
  encodeReferenceTrade,
  jsonAscii,
  jsonFloat,
} from '../../../main/publish/reference-tables.ts';
import { batch, trade } from './fixtures.ts';

test('floats have a point or an exponent, and parse to the same number', () => {
  expect([3, 0, -12, 1e-7, 1e21, 0.1, 1_759_262_631_311].map(jsonFloat)).toEqual([
    '3.0',
    '0.0',
    '-12.0',
    '1e-7',
    '1e+21',
    '0.1',
    '1759262631311.0',
  ]);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = jsonFloat(value);
      expect(text).toMatch(/[.e]/);
      expect(JSON.parse(text)).toBe(Object.is(value, -0) ? 0 : value);
    }),
  );
});

test('undefined and infinite values are null', () => {
  expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(jsonFloat)).toEqual([
    'null',
    'null',
    'null',
  ]);
});

test('strings are ASCII and parse to the same text', () => {
  expect(jsonAscii('NaN-€"')).toBe('"NaN-\\u20ac\\""');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = jsonAscii(text);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what ASCII means
      expect(json).toMatch(/^[\x00-\x7f]*$/);
      expect(JSON.parse(json)).toBe(text);
    }),
  );
});

test('a trade has the names, units, types and order of the original', () => {
  const given = trade({
    pair: 'ETH-USD',
    price: 4_000,
    size: 0.5,
    side: 'sell',
    exchange: 23,
    tradeTimeMs: 1_759_262_631_313,
  });
  expect(encodeReferenceTrade(given)).toBe(
    '{"pair":"ETH-USD","price":4000.0,"size":0.5,"volume":2000.0,"timestamp":1759262631313.0,' +
      '"trade_time":1759262631.313,"sellorbuy":1,"exchange":23}',
  );
  expect(encodeReferenceTrade(trade({ side: 'unknown', tradeTimeMs: 1_759_262_631_000 }))).toMatch(
    /"trade_time":1759262631\.0,"sellorbuy":0,/,
  );
});

test('a row of statistics has the names, units, types and order of the original', () => {
  const values = {
    trade_count_60s: 12,
    vwap: 100.5,
    ema_60s: 100.25,
    ema_120s: 100,
    ema_180s: 99.5,
    return_1m: -0.001,
    volatility_60s: 0.002,
    volatility_mean_5m: 0.0025,
    volatility_sd_5m: Number.NaN,
    sell_volume_60s: 600,
    buy_volume_60s: 1_800,
    buy_pressure: 0.75,
    volume_60s: 2_400.5,
    volatility_upper: 7,
    volatility_lower: 8,
  };
  const { batch: rows } = batch(['SOL-USD'], 1, (name) => values[name]);
  rows.lastTradeTimeMs[0] = 1_759_262_399_875;
  const history = new PairHistory();
  history.append(rows, 0, 1_759_262_401_000, 10);
  expect(encodeReferenceStatistics({ pair: 'SOL-USD', history, index: 0 })).toBe(
    '{"pair":"SOL-USD","trade_count":12.0,"VWA":100.5,"EWA60s":100.25,"EWA120s":100.0,"EWA180s":99.5,' +
      '"return_1min":-0.001,"volitality_60s":0.002,"volitality_MA5mins":0.0025,"volitality_stddev":null,' +
      '"sell_count":600.0,"buy_count":1800.0,"buy_pressure":0.75,"volumn_60s":2400.5,' +
      '"timestamp":1759262399.875,"trade_time":1759262399.875}',
  );
});
