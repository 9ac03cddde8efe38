import { isAbsolute } from 'node:path';
import type { AlertRule } from '../../engine/alerts/alert-rule.ts';
import { AlertRuleError, readRules } from '../../engine/alerts/read-rules.ts';
import { FeedAddressError, resolveEndpoint } from '../feed/polygon/endpoints.ts';

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

/** The list of alert rules. */
export function alertRules(value: unknown): readonly AlertRule[] {
  try {
    return readRules(value);
  } catch (error) {
    if (!(error instanceof AlertRuleError)) throw error;
    throw new SettingError(`is a list of alert rules. ${error.message}`);
  }
}

/** A directory, from the root of the file system on. */
export function directory(value: unknown): string {
  const path = text(1, 4_096)(value);
  if (isAbsolute(path)) return path;
  throw new SettingError('is the full path of a directory');
}

/** The name of a known server, or a ws(s) address that the feed may connect to. */
export function feedAddress(value: unknown): string {
  const address = text(1, 500)(value);
  try {
    resolveEndpoint(address);
    return address;
  } catch (error) {
    if (!(error instanceof FeedAddressError)) throw error;
    throw new SettingError(`is the name of a known server or a wss:// address. ${error.message}`);
  }
}

/** An https address, or an http one on this computer. */
export function webAddress(value: unknown): string {
  const address = text(1, 500)(value);
  const url = URL.canParse(address) ? new URL(address) : null;
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol === 'https:' || isLocal) return address;
  throw new SettingError('is an address that starts with https:// (or http:// on this computer)');
}

/** A key of the data provider: one word. */
export function secretWord(value: unknown): string {
  if (typeof value === 'string' && /^[\x21-\x7e]{1,512}$/.test(value)) return value;
  throw new SettingError('is one word of at most 512 printable characters');
}
