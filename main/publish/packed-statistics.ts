import { STATISTIC_NAMES, type StatisticName } from '../../engine/schema.ts';
import { CELL, type PairHistory, ROW_CELLS } from '../hub/pair-history.ts';
import { packLiteral, packNumber, unpackNumber, wireNumber } from './packed-number.ts';

/** A packed delta of statistics: one instant, the pairs, and for each cell that changed anywhere a list of cells. */
interface PackedStatistics {
  readonly time: number;
  readonly pair: readonly string[];
  /** By name, see CELLS: one packed number per pair, separated by commas. A cell without changes is left out. */
  readonly [cell: string]: unknown;
}

/** The cells of a row by their names in a packed delta. */
const CELLS: readonly { readonly name: string; readonly cell: number }[] = [
  ...STATISTIC_NAMES.map((name, i) => ({ name, cell: CELL.firstStatistic + i })),
  { name: 'last_trade_time', cell: CELL.lastTradeTime },
  { name: 'flags', cell: CELL.flags },
];

const statistic = (name: StatisticName) => CELL.firstStatistic + STATISTIC_NAMES.indexOf(name);
const MEAN = statistic('volatility_mean_5m');
const DEVIATION = statistic('volatility_sd_5m');
const BUY = statistic('buy_volume_60s');
const SELL = statistic('sell_volume_60s');

/** Cells that mostly follow from others of the same row. A value that does not is packed like any other: none is lost. */
const EXPECTED: ReadonlyMap<number, (row: Float64Array) => number> = new Map([
  [statistic('volatility_upper'), (row) => (row[MEAN] as number) + 2 * (row[DEVIATION] as number)],
  [statistic('volatility_lower'), (row) => Math.max(0, (row[MEAN] as number) - 2 * (row[DEVIATION] as number))],
  [statistic('buy_pressure'), (row) => (row[BUY] as number) / ((row[BUY] as number) + (row[SELL] as number))],
]);
/** The expected cells come last, when the cells that they follow from are known. */
const ORDER = [...CELLS.filter(({ cell }) => !EXPECTED.has(cell)), ...CELLS.filter(({ cell }) => EXPECTED.has(cell))];

function emptyRow(): Float64Array {
  return new Float64Array(ROW_CELLS).fill(Number.NaN);
}

function storedRow(history: PairHistory, index: number): Float64Array {
  const row = emptyRow();
  for (let cell = 0; cell < ROW_CELLS; cell += 1) row[cell] = wireNumber(history.at(index, cell));
  return row;
}

/** What the receiver can tell of a cell: that it is as expected, or as in the row before. */
function known(cell: number, before: Float64Array, now: Float64Array): number {
  const expected = EXPECTED.get(cell);
  return expected === undefined ? (before[cell] as number) : wireNumber(expected(now));
}

/** `before` is null where we have forgotten it: the receiver may know it or not. */
function packCell(cell: number, before: Float64Array | null, now: Float64Array): string {
  const value = now[cell] as number;
  if (before === null && !EXPECTED.has(cell)) return packLiteral(value);
  return packNumber(known(cell, before ?? now, now), value);
}

/** The newest row of each of these pairs relative to the row before it, which every receiver has. */
export function packStatistics(
  pairs: readonly string[],
  timeMs: number,
  histories: ReadonlyMap<string, PairHistory>,
): string {
  const rows = pairs.map((pair) => {
    const history = histories.get(pair) as PairHistory;
    const last = history.length - 1;
    return { before: last > 0 ? storedRow(history, last - 1) : null, now: storedRow(history, last) };
  });
  const packed: Record<string, unknown> = { time: timeMs, pair: pairs };
  for (const { name, cell } of ORDER) {
    const cells = rows.map(({ before, now }) => packCell(cell, before, now));
    if (cells.some((text) => text !== '')) packed[name] = cells.join(',');
  }
  return JSON.stringify(packed);
}

/** Applies a packed delta to the rows by pair and returns the pairs that it changed. */
export function unpackStatistics(body: string, rows: Map<string, Float64Array>): readonly string[] {
  const packed: PackedStatistics = JSON.parse(body);
  const changed = packed.pair.map((pair) => {
    const row = rows.get(pair) ?? emptyRow();
    rows.set(pair, row);
    row[CELL.time] = packed.time;
    return row;
  });
  for (const { name, cell } of ORDER) {
    const text = packed[name];
    const cells = typeof text === 'string' ? text.split(',') : [];
    for (const [i, row] of changed.entries()) row[cell] = unpackNumber(known(cell, row, row), cells[i] ?? '');
  }
  return packed.pair;
}
