const PREFIX = 'mtd.';

/** What was remembered under `key`, or null: also where the browser forbids storage or the text is damaged. */
export function recall(key: string): unknown {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** Remembers a value for the next visit; where storage is forbidden or full the setting lasts for this visit. */
export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Nothing to do: the page works without memory.
  }
}
