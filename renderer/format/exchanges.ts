import { NOTHING } from './number.ts';

/** Names of the exchange ids that occur in the crypto trades of the data provider. */
const EXCHANGES: Readonly<Record<number, string>> = { 1: 'Coinbase', 2: 'Bitfinex', 6: 'Bitstamp', 23: 'Kraken' };

/** The name of an exchange id, or "Exchange n" for an id without a known name. */
export function exchangeName(id: number | null): string {
  return id === null ? NOTHING : (EXCHANGES[id] ?? `Exchange ${id}`);
}
