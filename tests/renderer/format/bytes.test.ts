import { expect, test } from 'vitest';
import { byteText } from '../../../renderer/format/bytes.ts';

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1.0 kB'],
  [24_049, '24.0 kB'],
  [4_600_000_000, '4.6 GB'],
  [5e15, '5000.0 TB'],
])('%d', (bytes, text) => {
  expect(byteText(bytes).replaceAll(',', '')).toBe(text);
});
