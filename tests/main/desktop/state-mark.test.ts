import { expect, test } from 'vitest';
import { paintStateMark } from '../../../main/desktop/state-mark.ts';

const SIZE = 44;

function painted(health: 'ok' | 'waiting' | 'stale' | 'down'): Uint8Array {
  const bitmap = new Uint8Array(SIZE * SIZE * 4);
  paintStateMark(bitmap, SIZE, health);
  return bitmap;
}

test('each state has a mark of its own, in the lower right corner only', () => {
  const marks = (['ok', 'waiting', 'stale', 'down'] as const).map(painted);
  expect(new Set(marks.map((mark) => Buffer.from(mark).toString('base64'))).size).toBe(4);
  for (const mark of marks) {
    for (let pixel = 0; pixel < SIZE * SIZE; pixel += 1) {
      const isPainted = mark[pixel * 4 + 3] === 255;
      const isCorner = pixel % SIZE >= SIZE * 0.35 && Math.floor(pixel / SIZE) >= SIZE * 0.35;
      if (isPainted) expect(isCorner).toBe(true);
    }
  }
});

test('shapes differ without colour too', () => {
  // What is neither transparent nor the white outline.
  const shape = (health: Parameters<typeof painted>[0]) => {
    const bitmap = painted(health);
    return Array.from({ length: SIZE * SIZE }, (_, i) => {
      const [blue, green, red, alpha] = bitmap.subarray(i * 4, i * 4 + 4);
      return alpha === 255 && !(blue === 255 && green === 255 && red === 255) ? '1' : '0';
    }).join('');
  };
  expect(new Set((['ok', 'waiting', 'stale', 'down'] as const).map(shape)).size).toBe(4);
});
