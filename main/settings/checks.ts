/** A value that a setting cannot have; the message says what it may be, without its name. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** Turns anything into a value of the setting, or throws SettingError. */
export type Check<T> = (value: unknown) => T;

export function flag(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new SettingError('is on or off (true or false)');
}

export function oneOf<const T extends readonly string[]>(allowed: T): Check<T[number]> {
  return (value) => {
    const found = allowed.find((name) => name === value);
    if (found === undefined) throw new SettingError(`is one of ${allowed.join(', ')}`);
    return found;
  };
}

export function wholeNumber(min: number, max: number): Check<number> {
  return (value) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new SettingError(`is a whole number from ${min} to ${max}`);
  };
}

export function numberFrom(min: number, max: number): Check<number> {
  return (value) => {
    if (typeof value === 'number' && value >= min && value <= max) return value;
    throw new SettingError(`is a number from ${min} to ${max}`);
  };
}

/** A text without control characters, at most so long; may be empty only where `min` is 0. */
export function text(min: number, max: number): Check<string> {
  return (value) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    if (typeof value === 'string' && value.length >= min && value.length <= max && !/[\0-\x1f\x7f]/.test(value)) {
      return value;
    }
    throw new SettingError(`is a text of ${min} to ${max} characters`);
  };
}

export function orNull<T>(check: Check<T>): Check<T | null> {
  return (value) => (value === null ? null : check(value));
}

/** A list of different values. */
export function listOf<T>(check: Check<T>, max: number): Check<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length > max) throw new SettingError(`is a list of at most ${max} entries`);
    return [...new Set(value.map((entry) => check(entry)))];
  };
}

/** The name of a time zone that this system knows, or `system`. */
export function timeZone(value: unknown): string {
  if (value === 'system') return value;
  try {
    if (typeof value === 'string' && value !== '') {
      return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone === '' ? 'system' : value;
    }
  } catch {
    // Unknown to the system.
  }
  throw new SettingError('is "system", "UTC" or the name of an IANA time zone such as Europe/Zurich');
}

/** `ETH-USD`. */
export function pair(value: unknown): string {
  if (typeof value === 'string' && /^[A-Z0-9.]{1,20}-[A-Z0-9.]{1,20}$/.test(value)) return value;
  throw new SettingError('is a pair such as ETH-USD');
}
