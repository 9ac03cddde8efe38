/** The base currency of each pair that no other pair shares; the whole pair otherwise. */
export function shortNamesOf(pairs: readonly string[]): Map<string, string> {
  const baseOf = (pair: string) => pair.slice(0, pair.lastIndexOf('-'));
  const counts = new Map<string, number>();
  for (const pair of pairs) counts.set(baseOf(pair), (counts.get(baseOf(pair)) ?? 0) + 1);
  return new Map(pairs.map((pair) => [pair, counts.get(baseOf(pair)) === 1 ? baseOf(pair) : pair]));
}
