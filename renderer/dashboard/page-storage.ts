import type { LayoutStorage } from '../layout/layout-store.ts';

/** The browser's storage, or one for this visit where the browser forbids it. */
export function pageStorage(): LayoutStorage {
  try {
    return window.localStorage;
  } catch {
    const kept = new Map<string, string>();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
  }
}
