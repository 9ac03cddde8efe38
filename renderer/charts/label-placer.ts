/** An upright rectangle in pixels. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Gives out places (x, y, width, height) for labels so that none covers another and none leaves `area`. */
export function createLabelPlacer(area: Box): (x: number, y: number, w: number, h: number) => boolean {
  const taken: Box[] = [];
  return (x, y, w, h) => {
    const box: Box = { x0: x, y0: y, x1: x + w, y1: y + h };
    if (box.x0 < area.x0 || box.y0 < area.y0 || box.x1 > area.x1 || box.y1 > area.y1) return false;
    if (taken.some((other) => overlap(box, other))) return false;
    taken.push(box);
    return true;
  };
}

function overlap(a: Box, b: Box): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}
