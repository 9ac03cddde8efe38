import { shell } from 'electron';

/** Whether an address may be handed to the system's browser: https, of a named host, and without user or password. */
export function isSafeAddress(address: string): boolean {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  return url.protocol === 'https:' && url.hostname !== '' && url.username === '' && url.password === '';
}

/** Opens a web page in the system's browser, only where the user chose to; false for an address that is not safe. */
export async function openExternal(address: string): Promise<boolean> {
  if (!isSafeAddress(address)) return false;
  await shell.openExternal(new URL(address).href);
  return true;
}
