import { expect, it } from 'vitest';
import { isUnmarkedBytes, textIfItIs } from '../../../main/parquet/unmarked-text.ts';

it.each([
  [Buffer.from('BTC-USD'), 'BTC-USD'],
  [Buffer.from('zwei\nZeilen ü😀'), 'zwei\nZeilen ü😀'],
  [new Uint8Array(), ''],
  [null, null],
  [undefined, undefined],
])('takes %o for text', (bytes, text) => {
  expect(textIfItIs(bytes)).toBe(text);
});

it.each([[new Uint8Array([0xff, 0x41])], [new Uint8Array([0x41, 0])], [new Uint8Array([0xed, 0xa0, 0x80])]])(
  'leaves the bytes %o as they are',
  (bytes) => {
    expect(textIfItIs(bytes)).toBe(bytes);
  },
);

it('asks only of what no writer declared', () => {
  expect(isUnmarkedBytes({ name: 'a', type: 'BYTE_ARRAY' })).toBe(true);
  expect(isUnmarkedBytes({ name: 'a', type: 'BYTE_ARRAY', converted_type: 'UTF8' })).toBe(false);
  expect(isUnmarkedBytes({ name: 'a', type: 'BYTE_ARRAY', logical_type: { type: 'STRING' } })).toBe(false);
  expect(isUnmarkedBytes({ name: 'a', type: 'INT64' })).toBe(false);
});
