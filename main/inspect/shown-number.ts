/** A number as reports show it: ten digits, but never fewer than it has before the point, and integers whole. */
export function shownNumber(value: number): string {
  return String(Number.isInteger(value) || Math.abs(value) >= 1e9 ? value : Number(value.toPrecision(10)));
}
