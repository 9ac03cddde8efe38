import { jsonNumber } from '../hub/json-cells.ts';

const RADIX = 32;
const DIGITS = '0123456789abcdefghijklmnopqrstuv';
const HALF = 2 ** 32;
/** Differences below 2^52 are exact in a double, and so is their sum with a lower half. */
const LARGEST_UPPER_DIFFERENCE = 2 ** 20;
/** A number that changed by less than 2^40 units of its last place is hardly ever shorter in JSON. */
const SHORT_DIFFERENCE = 2 ** 40;

const bits = new DataView(new ArrayBuffer(16));

/** As every receiver of JSON has it: no infinities, no negative zero; NaN is null. */
export function wireNumber(value: number): number {
  return Number.isFinite(value) ? value + 0 : Number.NaN;
}

/** A number by itself: `=` and the number in JSON. */
export function packLiteral(value: number): string {
  return `=${jsonNumber(value)}`;
}

/** Like toString(32) for integers, but quicker. */
function inBase32(integer: number): string {
  let rest = Math.abs(integer);
  let text = '';
  do {
    const digit = rest % RADIX;
    text = DIGITS[digit] + text;
    rest = (rest - digit) / RADIX;
  } while (rest > 0);
  return integer < 0 ? `-${text}` : text;
}

/**
 * A number relative to one that the receiver knows, exactly: empty if it is the same; else, whichever is shorter, the
 * literal or the difference of the two 64-bit patterns taken as integers, in base 32. Statistics change in
 * their last digits only, which makes that difference short.
 */
export function packNumber(known: number, value: number): string {
  if (Object.is(known, value)) return '';
  if (Number.isNaN(known) || Number.isNaN(value)) return packLiteral(value);
  bits.setFloat64(0, known);
  bits.setFloat64(8, value);
  const upper = bits.getUint32(8) - bits.getUint32(0);
  if (Math.abs(upper) >= LARGEST_UPPER_DIFFERENCE) return packLiteral(value);
  const difference = upper * HALF + (bits.getUint32(12) - bits.getUint32(4));
  const text = inBase32(difference);
  if (Math.abs(difference) < SHORT_DIFFERENCE) return text;
  const literal = packLiteral(value);
  return text.length < literal.length ? text : literal;
}

/** The number that was packed relative to `known`. Throws on a text that packNumber does not make. */
export function unpackNumber(known: number, text: string): number {
  if (text === '') return known;
  if (text.startsWith('=')) return text === '=null' ? Number.NaN : Number(text.slice(1));
  const difference = Number.parseInt(text, RADIX);
  if (!Number.isSafeInteger(difference) || Number.isNaN(known)) throw new Error(`not a packed number: ${text}`);
  bits.setFloat64(0, known);
  const sum = bits.getUint32(4) + difference;
  const carry = Math.floor(sum / HALF);
  bits.setUint32(0, bits.getUint32(0) + carry);
  bits.setUint32(4, sum - carry * HALF);
  return bits.getFloat64(0);
}
