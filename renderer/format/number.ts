import { pageLocales } from './locales.ts';

/** What is shown for a value that does not exist; never a zero. */
export const NOTHING = '–';

export interface NumberFormats {
  /** 5 to 8 significant digits, so that 0.00001234 and 112,003.45 are both exact enough to trade on. */
  price(value: number): string;
  size(value: number): string;
  /** Compact amount of money: 12.35K, 1.204M. */
  volume(value: number): string;
  count(value: number): string;
  /** A fraction as percent with four decimals (two from 10 % on). */
  percent(value: number): string;
  /** The same with a sign, for returns. */
  signedPercent(value: number): string;
  /** A round fraction as percent with no more digits than it has: 0.5%. */
  shortPercent(value: number): string;
  /** A share of one as percent with one decimal. */
  share(value: number): string;
  /** A number with exactly `decimals` decimals, for axis labels. */
  fixed(value: number, decimals: number): string;
  /** Short label of a power of ten: 100, 1K, 1M. */
  magnitude(value: number): string;
}

/** Formats of one list of locales; numbers from 1e-9 to 1e9 stay readable. */
export function createNumberFormats(locales: readonly string[]): NumberFormats {
  const make = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locales as string[], options);
    return (value: number) => format.format(value);
  };
  const percentFine = { style: 'percent', minimumFractionDigits: 4, maximumFractionDigits: 4 } as const;
  const percentCoarse = { style: 'percent', minimumFractionDigits: 2, maximumFractionDigits: 2 } as const;
  const fine = make(percentFine);
  const coarse = make(percentCoarse);
  const signedFine = make({ ...percentFine, signDisplay: 'exceptZero' });
  const signedCoarse = make({ ...percentCoarse, signDisplay: 'exceptZero' });
  const price = make({ minimumSignificantDigits: 5, maximumSignificantDigits: 8 });
  const largePrice = make({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const compact = make({ notation: 'compact', minimumSignificantDigits: 4, maximumSignificantDigits: 4 });
  const small = make({ maximumSignificantDigits: 4 });
  const fixed = new Map<number, (value: number) => string>();
  return {
    price: (value) => (Math.abs(value) >= 100_000 ? largePrice(value) : price(value)),
    size: make({ maximumSignificantDigits: 6 }),
    volume: (value) => (Math.abs(value) >= 1_000 ? compact(value) : small(value)),
    count: make({ maximumFractionDigits: 0 }),
    percent: (value) => (Math.abs(value) < 0.1 ? fine(value) : coarse(value)),
    signedPercent: (value) => (Math.abs(value) < 0.1 ? signedFine(value) : signedCoarse(value)),
    shortPercent: make({ style: 'percent', maximumSignificantDigits: 3 }),
    share: make({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    fixed(value, decimals) {
      let format = fixed.get(decimals);
      if (format === undefined) {
        format = make({ minimumFractionDigits: decimals, maximumFractionDigits: decimals });
        fixed.set(decimals, format);
      }
      return format(value);
    },
    magnitude: make({ notation: 'compact', maximumSignificantDigits: 3 }),
  };
}

/** Formats in the languages of this page. */
export const numbers = createNumberFormats(pageLocales());
