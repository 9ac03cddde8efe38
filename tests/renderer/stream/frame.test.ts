import { expect, test } from 'vitest';
import { parseFrame } from '../../../renderer/stream/frame.ts';
import { createSequence } from '../../../renderer/stream/sequence.ts';

test('a table frame is a header line and an untouched body', () => {
  const { header, body } = parseFrame(
    '{"type":"table","table":"trades","mode":"delta","seq":3,"rows":1}\n{"pair":["A\\nB"]}',
  );
  expect(header).toMatchObject({ type: 'table', seq: 3 });
  expect(body).toBe('{"pair":["A\\nB"]}');
});

test('other frames have no body', () => {
  expect(parseFrame('{"type":"status","status":{}}').body).toBeNull();
});

test('what is not a frame of the stream is refused', () => {
  for (const text of ['', 'hello', '[]', '{"a":1}', 'null']) expect(() => parseFrame(text)).toThrow();
});

test('a sequence starts at 1; a hole and a repetition are noticed once', () => {
  const sequence = createSequence();
  expect([1, 2, 4, 5, 5, 6].map((seq) => sequence.accept(seq))).toEqual([true, true, false, true, false, true]);
  expect(createSequence().accept(2)).toBe(false);
});
