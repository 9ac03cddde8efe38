import { ALL_QUOTES } from '../settings/settings.ts';
import type { Filter } from '../viewer/panel-viewer.ts';

/** Keeps the pairs of one quote currency: volumes of different currencies must not share one scale. */
export function quoteFilter(quote: string): Filter[] {
  return quote === ALL_QUOTES ? [] : [['pair', 'ends with', `-${quote}`]];
}

/** Quote currencies of a list of pairs, the most frequent first. */
export function quotesOf(pairs: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const pair of pairs) {
    const quote = pair.slice(pair.lastIndexOf('-') + 1);
    counts.set(quote, (counts.get(quote) ?? 0) + 1);
  }
  return [...counts.entries()].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([quote]) => quote);
}
