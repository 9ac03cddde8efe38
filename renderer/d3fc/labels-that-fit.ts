/** Every how many-th of `count` labels of `labelPx` has room on an axis of `lengthPx`; at least 1. */
export function everyLabelThatFits(count: number, labelPx: number, lengthPx: number): number {
  return lengthPx <= 0 ? 1 : Math.max(1, Math.ceil((count * labelPx) / lengthPx));
}
