interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Gives out places for labels so that none covers another and none leaves the area. */
export function createLabelPlacer(
  width: number,
  height: number,
): (x: number, y: number, w: number, h: number) => boolean {
  const taken: Box[] = [];
  return (x, y, w, h) => {
    const box: Box = { x0: x, y0: y, x1: x + w, y1: y + h };
    if (box.x0 < 0 || box.y0 < 0 || box.x1 > width || box.y1 > height) return false;
    if (taken.some((other) => overlap(box, other))) return false;
    taken.push(box);
    return true;
  };
}

function overlap(a: Box, b: Box): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}
