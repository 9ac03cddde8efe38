import type { ApiKeyStatus } from '../../preload/preferences-bridge.ts';

/** Where the key in use comes from, for people. */
export function describeApiKey({ source, hint, isUnreadable }: ApiKeyStatus): string {
  const key = hint ?? '';
  switch (source) {
    case 'environment':
      return `${key} comes from the environment (POLYGON_API_KEY or MASSIVE_API_KEY). Unset it there to enter one here.`;
    case 'settings-encrypted':
      return `${key} is stored, encrypted by the operating system.`;
    case 'settings-plain':
      return `${key} is stored unprotected in the settings file, as you chose: every program of this user can read it.`;
    case 'session':
      return `${key} is in use until the application ends.`;
    case 'none':
      return isUnreadable
        ? 'A key is stored, but the operating system does not give it out now: unlock the keyring and start again, or enter the key anew.'
        : 'There is no key: the simulated market runs. Enter one for the live market.';
  }
}

/** What this system can do for a key that is to be stored. */
export function describeKeeping({ canStore }: ApiKeyStatus): string {
  return canStore
    ? ''
    : 'This system has no keyring that would protect a stored key. It can be kept for this session only, or stored unprotected.';
}
