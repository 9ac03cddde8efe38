import { LAYOUT_KIND, LAYOUT_PRODUCT, type LayoutDocument } from './layout.ts';
import type { LayoutStorage } from './layout-store.ts';
import { type LayoutPage, readLayout } from './read-layout.ts';

/**
 * Takes over the sizes that versions before layouts remembered, each under a key of its own (`mtd.layout.multi.row-1`, ...),
 * as a layout of version 0, and clears those keys. Null where nothing was remembered.
 */
export function takeRememberedSizes(storage: LayoutStorage, page: LayoutPage): LayoutDocument | null {
  const parts = ['rows', ...page.rows.map((_, r) => `row-${r + 1}`)];
  const sizes: Record<string, unknown> = {};
  try {
    for (const part of parts) {
      const key = `mtd.layout.${page.key}.${part}`;
      const text = storage.getItem(key);
      if (text === null) continue;
      storage.removeItem(key);
      sizes[part] = parseOrNull(text);
    }
  } catch {
    return null;
  }
  if (Object.keys(sizes).length === 0) return null;
  const raw = { product: LAYOUT_PRODUCT, kind: LAYOUT_KIND, version: 0, page: page.key, name: 'Default', sizes };
  const read = readLayout(raw, page);
  return read.kind === 'ok' ? read.layout : null;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
