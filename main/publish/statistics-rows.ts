import { CELL, type PairHistory } from '../hub/pair-history.ts';
import type { StoredRow } from '../hub/statistics-columns.ts';

const MINUTE_MS = 60_000;

/** The newest row of each pair. */
export function newestRows(histories: ReadonlyMap<string, PairHistory>): StoredRow[] {
  return [...histories].map(([pair, history]) => ({ pair, history, index: history.length - 1 }));
}

/** The last row of each minute, newest first: the newest row is among them. At most `limit`. */
function lastOfMinutes(pair: string, history: PairHistory, limit: number): StoredRow[] {
  const rows: StoredRow[] = [];
  let minute = Number.NaN;
  for (let index = history.length - 1; index >= 0 && rows.length < limit; index -= 1) {
    const rowMinute = Math.floor(history.at(index, CELL.time) / MINUTE_MS);
    if (rowMinute === minute) continue;
    minute = rowMinute;
    rows.push({ pair, history, index });
  }
  return rows;
}

/**
 * The recent past thinned to one row a minute and pair, with each pair's newest row, oldest first. With so many pairs
 * that this exceeds `maxRows`, fewer minutes are taken, but always the newest row of each pair.
 */
export function thinnedRows(histories: ReadonlyMap<string, PairHistory>, maxRows: number): StoredRow[] {
  const perPair = Math.max(1, Math.floor(maxRows / Math.max(1, histories.size)));
  const rows = [...histories].flatMap(([pair, history]) => lastOfMinutes(pair, history, perPair));
  const timeOf = ({ history, index }: StoredRow) => history.at(index, CELL.time);
  return rows.sort((a, b) => timeOf(a) - timeOf(b));
}
