import type { PairInfo } from '../tables/pair-directory.ts';

/**
 * The pairs that match what was typed, best first: base currency equal, base starting so, pair starting so, pair containing
 * it; among equals the one that trades more often. Spaces, slashes and dashes are alike ("eth eur" finds ETH-EUR).
 */
export function searchPairs(pairs: readonly PairInfo[], query: string): PairInfo[] {
  const wanted = query
    .trim()
    .toUpperCase()
    .replace(/[\s/_-]+/g, '-');
  return pairs
    .map((info) => ({ info, rank: rankOf(info.pair, wanted) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank || b.info.trades60s - a.info.trades60s || (a.info.pair < b.info.pair ? -1 : 1))
    .map(({ info }) => info);
}

const NO_MATCH = 4;

function rankOf(pair: string, wanted: string): number {
  const base = pair.slice(0, pair.lastIndexOf('-'));
  if (wanted === '' || base === wanted || pair === wanted) return 0;
  if (base.startsWith(wanted)) return 1;
  if (pair.startsWith(wanted)) return 2;
  return pair.includes(wanted) ? 3 : NO_MATCH;
}
