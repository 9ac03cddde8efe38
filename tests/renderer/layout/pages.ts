import type { LayoutStorage } from '../../../renderer/layout/layout-store.ts';
import type { LayoutPage } from '../../../renderer/layout/read-layout.ts';

export const MULTI: LayoutPage = {
  key: 'multi',
  rows: [
    ['1', '2', '3'],
    ['4', '5', '6'],
    ['7', '8', '9'],
  ],
};

/** A browser's storage. */
export function memoryStorage(
  entries: Readonly<Record<string, string>> = {},
): LayoutStorage & { kept: Map<string, string> } {
  const kept = new Map(Object.entries(entries));
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}
