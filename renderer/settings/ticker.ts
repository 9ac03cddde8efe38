/** The pair that a text names (`ETH-USD`; `eth` means ETH-USD), or null if it cannot be one. */
export function readPair(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const pair = text.trim().toUpperCase();
  if (/^[A-Z0-9.]{1,20}$/.test(pair)) return `${pair}-USD`;
  return /^[A-Z0-9.]{1,20}-[A-Z0-9.]{1,20}$/.test(pair) ? pair : null;
}

/** The pair that the address of the page asks for (`?ticker=ETH-USD`), or null. */
export function pairOfAddress(search: string): string | null {
  return readPair(new URLSearchParams(search).get('ticker'));
}
