import type { SchemaElement } from 'hyparquet';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const CONTROL = /(?![\t\n\r])\p{Cc}/u;

/** Whether a column holds bytes of which its writer does not say what they are. */
export const isUnmarkedBytes = ({ type, converted_type, logical_type }: SchemaElement): boolean =>
  type === 'BYTE_ARRAY' && converted_type === undefined && logical_type === undefined;

/** Bytes that are readable text, as text; anything else as it is. */
export function textIfItIs(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return value;
  try {
    const text = decoder.decode(value);
    return CONTROL.test(text) ? value : text;
  } catch {
    return value;
  }
}
