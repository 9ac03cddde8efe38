import { STATISTIC_NAMES, STATISTICS_COLUMNS } from '../../engine/schema.ts';
import { sideCode, type Trade } from '../../engine/trade.ts';
import { CELL } from '../hub/pair-history.ts';
import type { StoredRow } from '../hub/statistics-columns.ts';

/** The two tables of port 7678 in the names, types, units and order of the original system. */
export const REFERENCE_TABLES = ['trades', 'statistics'] as const;
export type ReferenceTable = (typeof REFERENCE_TABLES)[number];

export function isReferenceTable(name: string): name is ReferenceTable {
  return (REFERENCE_TABLES as readonly string[]).includes(name);
}

/** As the original writes a float: always with a point or an exponent; null where it is undefined or infinite. */
export function jsonFloat(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  const text = String(value);
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text;
}

/** A string in ASCII only, as the original sends it. */
export function jsonAscii(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

type ReferenceType = 'string' | 'float' | 'integer' | 'datetime';

interface ReferenceColumn<Row> {
  readonly name: string;
  readonly type: ReferenceType;
  readonly json: (row: Row) => string;
}

/** A datetime is Unix seconds as a float. */
const seconds = (unixMs: number) => jsonFloat(unixMs / 1_000);

const TRADES: readonly ReferenceColumn<Trade>[] = [
  { name: 'pair', type: 'string', json: (trade) => jsonAscii(trade.pair) },
  { name: 'price', type: 'float', json: (trade) => jsonFloat(trade.price) },
  { name: 'size', type: 'float', json: (trade) => jsonFloat(trade.size) },
  { name: 'volume', type: 'float', json: (trade) => jsonFloat(trade.price * trade.size) },
  { name: 'timestamp', type: 'float', json: (trade) => jsonFloat(trade.tradeTimeMs) },
  { name: 'trade_time', type: 'datetime', json: (trade) => seconds(trade.tradeTimeMs) },
  { name: 'sellorbuy', type: 'integer', json: (trade) => String(sideCode(trade.side)) },
  { name: 'exchange', type: 'integer', json: (trade) => String(trade.exchange) },
];

function statisticsColumns(): ReferenceColumn<StoredRow>[] {
  const columns: ReferenceColumn<StoredRow>[] = [];
  const lastTrade = ({ history, index }: StoredRow) => seconds(history.at(index, CELL.lastTradeTime));
  for (const { name, originalName } of STATISTICS_COLUMNS) {
    if (originalName === null) continue;
    if (name === 'pair') {
      columns.push({ name: originalName, type: 'string', json: (row) => jsonAscii(row.pair) });
    } else if (name === 'last_trade_time') {
      // `timestamp` is the same instant: milliseconds in the trades, seconds here.
      columns.push({ name: 'timestamp', type: 'float', json: lastTrade });
      columns.push({ name: originalName, type: 'datetime', json: lastTrade });
    } else {
      const cell = CELL.firstStatistic + (STATISTIC_NAMES as readonly string[]).indexOf(name);
      columns.push({
        name: originalName,
        type: 'float',
        json: ({ history, index }) => jsonFloat(history.at(index, cell)),
      });
    }
  }
  return columns;
}

const STATISTICS = statisticsColumns();

function rowEncoder<Row>(columns: readonly ReferenceColumn<Row>[]): (row: Row) => string {
  const keys = columns.map(({ name, json }, i) => ({ key: `${i === 0 ? '{' : ','}"${name}":`, json }));
  return (row) => {
    let text = '';
    for (const { key, json } of keys) text += key + json(row);
    return `${text}}`;
  };
}

export const encodeReferenceTrade = rowEncoder(TRADES);
export const encodeReferenceStatistics = rowEncoder(STATISTICS);

function schemaOf<Row>(columns: readonly ReferenceColumn<Row>[]): Record<string, ReferenceType> {
  return Object.fromEntries(columns.map(({ name, type }) => [name, type]));
}

/** The body of GET /tables; `socketBase` is where the subscriptions are, e.g. `ws://127.0.0.1:7678`. */
export function describeTables(socketBase: string): string {
  const table = (name: ReferenceTable, index: string | null, schema: Record<string, ReferenceType>) => ({
    name,
    index,
    schema,
    sub: `${socketBase}/subscribe/${name}`,
  });
  return JSON.stringify({
    tables: [table('trades', 'timestamp', schemaOf(TRADES)), table('statistics', null, schemaOf(STATISTICS))],
  });
}
