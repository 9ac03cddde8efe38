import type { Health } from '../status.ts';

/** Blue, green, red of a mark; the page's lights have the same meanings. */
const COLOURS: Readonly<Record<Health, readonly [number, number, number]>> = {
  ok: [80, 185, 46],
  waiting: [199, 152, 58],
  stale: [18, 148, 230],
  down: [54, 54, 222],
};

/** Distance from the centre in units of the radius: a circle, a triangle, a square, so that colour alone tells nothing. */
const SHAPES: Readonly<Record<Health, (x: number, y: number) => boolean>> = {
  ok: (x, y) => Math.hypot(x, y) <= 1,
  waiting: (x, y) => Math.hypot(x, y) <= 1 && (Math.hypot(x, y) >= 0.55 || x < 0),
  stale: (x, y) => y <= 0.85 && Math.abs(x) <= (y + 1) / 1.85,
  down: (x, y) => Math.abs(x) <= 0.85 && Math.abs(y) <= 0.85,
};

const OUTLINE = 1.35;

/** Paints a mark of the state into the lower right corner of a square BGRA bitmap of `size` pixels a side, in place. */
export function paintStateMark(bitmap: Uint8Array, size: number, health: Health): void {
  const radius = size * 0.22;
  const centre = size - radius * OUTLINE;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const x = (column + 0.5 - centre) / radius;
      const y = (row + 0.5 - centre) / radius;
      const isMark = SHAPES[health](x, y);
      if (!isMark && Math.hypot(x, y) > OUTLINE) continue;
      const [blue, green, red] = isMark ? COLOURS[health] : [255, 255, 255];
      bitmap.set([blue, green, red, 255], (row * size + column) * 4);
    }
  }
}
