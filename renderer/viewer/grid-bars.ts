import type { CellValue } from '../format/columns.ts';

/** A bar behind a number. */
export type BarSpec =
  /** From the left, its length the share of the largest value among all such bars in sight. */
  | { readonly kind: 'length'; readonly color: 'buy' | 'sell' }
  /** The whole cell split at the share: buy part from the left, sell part from the right. */
  | { readonly kind: 'split' };

/** The bars of a grid by column. */
export type Bars = Readonly<Record<string, BarSpec>>;

/** Shows `value` (a number) as a bar in the background of a grid cell; without `spec` or number the cell is plain. */
export function paintBar(cell: HTMLElement, spec: BarSpec | undefined, value: CellValue, largest: number): void {
  const share = spec === undefined || typeof value !== 'number' ? null : barShare(spec, value, largest);
  cell.classList.toggle('bar-buy', share !== null && spec?.kind === 'length' && spec.color === 'buy');
  cell.classList.toggle('bar-sell', share !== null && spec?.kind === 'length' && spec.color === 'sell');
  cell.classList.toggle('bar-split', share !== null && spec?.kind === 'split');
  if (share === null) cell.style.removeProperty('--share');
  else cell.style.setProperty('--share', `${(share * 100).toFixed(1)}%`);
}

/** Filled part of a bar, 0 to 1. */
export function barShare(spec: BarSpec, value: number, largest: number): number {
  if (spec.kind === 'split') return clamp(value);
  return largest > 0 ? clamp(value / largest) : 0;
}

function clamp(share: number): number {
  return Math.max(0, Math.min(1, share));
}
