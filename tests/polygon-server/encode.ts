import { sideCode, type Trade } from '../../engine/trade.ts';
import type { FaultName } from './faults.ts';

/** A trade as it goes out: with its exchange time moved to today, and an id. */
export interface OutgoingTrade {
  readonly trade: Trade;
  readonly timeMs: number;
  readonly vendorTimeMs: number;
  /** Null = this source has no ids. */
  readonly id: string | null;
  readonly sequence: number;
}

/** The JSON text of an XT event, spoilt as the faults ask. */
export function encodeTrade(outgoing: OutgoingTrade, faults: ReadonlySet<FaultName>): string {
  const { trade } = outgoing;
  const number = faults.has('exponent-sizes') ? (value: number) => value.toExponential() : String;
  const conditions = faults.has('missing-c')
    ? ''
    : `,"c":${faults.has('empty-c') ? '[]' : `[${sideCode(trade.side)}]`}`;
  return (
    `{"ev":"XT","pair":${JSON.stringify(trade.pair)},"p":${number(trade.price)},"t":${outgoing.timeMs},` +
    `"s":${number(trade.size)}${conditions}${encodeId(outgoing, faults)},"x":${trade.exchange},"r":${outgoing.vendorTimeMs}}`
  );
}

function encodeId(outgoing: OutgoingTrade, faults: ReadonlySet<FaultName>): string {
  if (outgoing.id === null || faults.has('missing-id')) return '';
  return `,"i":${faults.has('numeric-id') ? outgoing.sequence : JSON.stringify(outgoing.id)}`;
}

export function encodeStatus(status: string, message: string): string {
  return JSON.stringify({ ev: 'status', status, message });
}

/** Elements that no client can use. */
export const MALFORMED_ELEMENTS = [
  'null',
  '"XT"',
  '{}',
  '{"ev":"XT","pair":"BTC-USD"}',
  '{"ev":"XT","pair":"BTC-USD","p":-1,"s":1,"t":1759262631311}',
  '{"ev":"XT","pair":"","p":1,"s":1,"t":1759262631311}',
  '{"ev":"XT","pair":"BTC-USD","p":1e999,"s":1,"t":1759262631311}',
  '{"ev":"XT","pair":"BTC-USD","p":1,"s":1,"t":"yesterday"}',
];

/** Well-formed events that nobody subscribed to. */
export const OTHER_EVENTS = [
  '{"ev":"XQ","pair":"BTC-USD","bp":1,"bs":1,"ap":2,"as":1,"t":1759262631311,"x":1,"r":1759262631320}',
  '{"ev":"ZZ","anything":true}',
];

/** An element that is no JSON: a missing value as Python prints it. */
export const BROKEN_ELEMENT = '{"ev":"XT","pair":"BTC-USD","p":NaN,"s":1,"t":1759262631311}';
