const NS_PER_S = 1_000_000_000n;

/** ISO-8601 in UTC of Unix nanoseconds, with as many decimals (0, 3, 6 or 9) as the time needs. */
export function isoTime(ns: bigint): string {
  const ofSecond = ((ns % NS_PER_S) + NS_PER_S) % NS_PER_S;
  const date = new Date(Number((ns - ofSecond) / NS_PER_S) * 1_000).toISOString().slice(0, 19);
  if (ofSecond === 0n) return `${date}Z`;
  const decimals = String(ofSecond)
    .padStart(9, '0')
    .replace(/(?:000){1,2}$/, '');
  return `${date}.${decimals}Z`;
}
