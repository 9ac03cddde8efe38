/** Something that the palette lists. */
export interface PaletteEntry {
  readonly id: string;
  readonly title: string;
  readonly keywords?: string;
  /** The keys that run it too; null = none. */
  readonly keys: string | null;
  readonly run: () => unknown;
}

const NO_MATCH = 3;

/**
 * The entries that hold every word of `query` in title or keywords, best first: a title that begins with it, then a word that
 * begins with it, then the rest; among equals in their order.
 */
export function searchCommands<T extends Pick<PaletteEntry, 'title' | 'keywords'>>(
  entries: readonly T[],
  query: string,
): T[] {
  const words = query.trim().toLowerCase().split(/\s+/);
  return entries
    .map((entry) => ({ entry, rank: rankOf(entry, words) }))
    .filter(({ rank }) => rank < NO_MATCH)
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
}

function rankOf({ title, keywords = '' }: Pick<PaletteEntry, 'title' | 'keywords'>, words: readonly string[]): number {
  const text = title.toLowerCase();
  const all = `${text} ${keywords.toLowerCase()}`;
  if (!words.every((word) => all.includes(word))) return NO_MATCH;
  const first = words[0] ?? '';
  if (text.startsWith(first)) return 0;
  return text.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(first)) ? 1 : 2;
}
