/**
 * Numbers with 256 binary places in a bigint. Doubles from 1e-50 to any size convert exactly; sums are exact, quotients and
 * roots are off by less than 1e-76: exact for every purpose of the tests.
 */
export type Fixed = bigint;

const PLACES = 256;
const BITS = BigInt(PLACES);
export const ONE: Fixed = 1n << BITS;

const bytes = new DataView(new ArrayBuffer(8));

/** Exact value of a finite double; what lies below 2^-256 is cut off. */
export function fixed(value: number): Fixed {
  if (!Number.isFinite(value)) throw new RangeError(`${value} has no exact value`);
  bytes.setFloat64(0, value);
  const word = bytes.getBigUint64(0);
  const exponent = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n);
  const shift = BigInt(Math.max(exponent, 1) - 1075 + PLACES);
  const magnitude = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return value < 0 ? -magnitude : magnitude;
}

/** The nearest double, at most one rounding of the 64th bit away. */
export function toNumber(value: Fixed): number {
  const magnitude = value < 0n ? -value : value;
  const drop = Math.max(0, magnitude.toString(16).length * 4 - 64);
  const result = Number(magnitude >> BigInt(drop)) * 2 ** (drop - PLACES);
  return value < 0n ? -result : result;
}

export const multiply = (a: Fixed, b: Fixed): Fixed => (a * b) >> BITS;
export const divide = (a: Fixed, b: Fixed): Fixed => (a << BITS) / b;

export function squareRoot(value: Fixed): Fixed {
  if (value <= 0n) return 0n;
  const square = value << BITS;
  let root = 1n << BigInt(square.toString(16).length * 2 + 1);
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** ln 2 = sum of 1 / (k * 2^k). */
const LN2: Fixed = (() => {
  let sum = 0n;
  for (let k = 1; k <= PLACES; k++) sum += ONE / (BigInt(k) << BigInt(k));
  return sum;
})();

/** 2^-(1 / divisor), by the series of the exponential function. */
export function inverseRootOfTwo(divisor: number): Fixed {
  const x = LN2 / BigInt(divisor);
  let term = ONE;
  let sum = 0n;
  for (let k = 1; term !== 0n; k++) {
    sum += term;
    term = -multiply(term, x) / BigInt(k);
  }
  return sum;
}

/** Mean and sample variance (ddof 1; 0n for fewer than two values). */
export function moments(values: readonly Fixed[]): { mean: Fixed; variance: Fixed } {
  const count = BigInt(values.length);
  const mean = values.reduce((sum, value) => sum + value, 0n) / count;
  if (count < 2n) return { mean, variance: 0n };
  const squares = values.reduce((sum, value) => sum + multiply(value - mean, value - mean), 0n);
  return { mean, variance: squares / (count - 1n) };
}
