import { niceStep } from './scale.ts';

export type Rgb = readonly [number, number, number];

/** Reads `#rgb`, `#rrggbb` or `rgb(r, g, b)`; black for anything else. */
export function parseColor(text: string): Rgb {
  const value = text.trim();
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(value);
  const hex =
    short === null
      ? value
      : `#${short
          .slice(1)
          .map((c) => c + c)
          .join('')}`;
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (long !== null) return [hexByte(long[1]), hexByte(long[2]), hexByte(long[3])];
  const rgb = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/.exec(value);
  return rgb === null ? [0, 0, 0] : [Number(rgb[1]), Number(rgb[2]), Number(rgb[3])];
}

function hexByte(text: string | undefined): number {
  return Number.parseInt(text ?? '0', 16);
}

/** The colour `share` of the way from `a` to `b`. */
export function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const at = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * share);
  return [at(0), at(1), at(2)];
}

export function css([r, g, b]: Rgb, alpha = 1): string {
  return alpha === 1 ? `rgb(${r}, ${g}, ${b})` : `rgba(${r}, ${g}, ${b}, ${alpha})`;
}

/** Black or white, whichever reads better on `background` (WCAG relative luminance). */
export function readableOn(background: Rgb): string {
  const [r, g, b] = background.map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return luminance > 0.179 ? '#0b0e14' : '#ffffff';
}

/** A colour for each value around a centre: `low` at -1, `neutral` at 0, `high` at +1 extents, clamped beyond. */
export function divergingColor(low: Rgb, neutral: Rgb, high: Rgb): (share: number) => Rgb {
  return (share) => {
    const clamped = Math.max(-1, Math.min(1, share));
    // The square root brings out small differences: most returns lie close to 0.
    const strength = Math.sqrt(Math.abs(clamped));
    return clamped < 0 ? mix(neutral, low, strength) : mix(neutral, high, strength);
  };
}

/**
 * A steady half-width for a colour scale around 0: a round number, at least `least`, that values with nine tenths of the
 * weight do not exceed.
 */
export function colorExtent(
  values: readonly (number | null)[],
  weights: readonly (number | null)[],
  least: number,
): number {
  const entries: { size: number; weight: number }[] = [];
  values.forEach((value, i) => {
    const weight = weights[i] ?? 0;
    if (value !== null && Number.isFinite(value) && weight > 0) entries.push({ size: Math.abs(value), weight });
  });
  entries.sort((a, b) => a.size - b.size);
  let rest = 0.9 * entries.reduce((sum, entry) => sum + entry.weight, 0);
  for (const { size, weight } of entries) {
    rest -= weight;
    if (rest <= 0) return size > least ? niceStep(size) : least;
  }
  return least;
}
