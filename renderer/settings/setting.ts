import { recall, remember } from './storage.ts';

/** A value that the user chooses, that others follow, and that is remembered. */
export interface Setting<T> {
  get(): T;
  /** Changes, remembers and tells the followers; the same value again does nothing. */
  set(value: T): void;
  /** Changes for this visit only. */
  override(value: T): void;
  /** Calls back on every change; returns how to stop. */
  subscribe(follower: (value: T) => void): () => void;
}

/** A setting with a default; `read` turns what was remembered (anything) into a value, or null if it is not usable. */
export function createSetting<T>(key: string, fallback: T, read: (stored: unknown) => T | null): Setting<T> {
  let current = read(recall(key)) ?? fallback;
  const followers = new Set<(value: T) => void>();
  const change = (value: T) => {
    current = value;
    for (const follower of followers) follower(value);
  };
  return {
    get: () => current,
    set(value) {
      if (value === current) return;
      remember(key, value);
      change(value);
    },
    override: change,
    subscribe(follower) {
      followers.add(follower);
      return () => followers.delete(follower);
    },
  };
}

/** Accepts only one of `values`. */
export function oneOf<T extends string>(values: readonly T[]): (stored: unknown) => T | null {
  return (stored) => values.find((value) => value === stored) ?? null;
}
