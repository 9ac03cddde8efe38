import { jsonNumber } from '../hub/json-cells.ts';

const RADIX = 32;
const HALF = 2 ** 32;
/** Differences below 2^52 are exact in a double, and so is their sum with a lower half. */
const LARGEST_UPPER_DIFFERENCE = 2 ** 20;

const bits = new DataView(new ArrayBuffer(8));

function halvesOf(value: number): { upper: number; lower: number } {
  bits.setFloat64(0, value);
  return { upper: bits.getUint32(0), lower: bits.getUint32(4) };
}

/** As every receiver of JSON has it: no infinities, no negative zero; NaN is null. */
export function wireNumber(value: number): number {
  return Number.isFinite(value) ? value + 0 : Number.NaN;
}

/** A number by itself: `=` and the number in JSON. */
export function packLiteral(value: number): string {
  return `=${jsonNumber(value)}`;
}

/**
 * A number relative to one that the receiver knows, exactly: empty if it is the same; else, whichever is shorter, the
 * literal or the difference of the two 64-bit patterns taken as integers, in base 32. Statistics change in
 * their last digits only, which makes that difference short.
 */
export function packNumber(known: number, value: number): string {
  if (Object.is(known, value)) return '';
  const literal = packLiteral(value);
  if (Number.isNaN(known) || Number.isNaN(value)) return literal;
  const [from, to] = [halvesOf(known), halvesOf(value)];
  const upper = to.upper - from.upper;
  if (Math.abs(upper) >= LARGEST_UPPER_DIFFERENCE) return literal;
  const difference = (upper * HALF + (to.lower - from.lower)).toString(RADIX);
  return difference.length < literal.length ? difference : literal;
}

/** The number that was packed relative to `known`. Throws on a text that packNumber does not make. */
export function unpackNumber(known: number, text: string): number {
  if (text === '') return known;
  if (text.startsWith('=')) return text === '=null' ? Number.NaN : Number(text.slice(1));
  const difference = Number.parseInt(text, RADIX);
  if (!Number.isSafeInteger(difference) || Number.isNaN(known)) throw new Error(`not a packed number: ${text}`);
  const { upper, lower } = halvesOf(known);
  const sum = lower + difference;
  const carry = Math.floor(sum / HALF);
  bits.setUint32(0, upper + carry);
  bits.setUint32(4, sum - carry * HALF);
  return bits.getFloat64(0);
}
