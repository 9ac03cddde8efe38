/** Names of pairs from what people type: separated by commas, semicolons or blanks; null = none, which means all. */
export function readPairs(text: string): string[] | null {
  const names = text
    .split(/[\s,;]+/)
    .map((name) => name.trim().toUpperCase())
    .filter((name) => name !== '');
  return names.length === 0 ? null : [...new Set(names)];
}

/** A whole number from 1 on; null = empty; undefined = not a number of rows. */
export function readRows(text: string): number | null | undefined {
  const digits = text.replace(/[\s,_]/g, '');
  if (digits === '') return null;
  const rows = Number(digits);
  return /^\d+$/.test(digits) && rows >= 1 && Number.isSafeInteger(rows) ? rows : undefined;
}
