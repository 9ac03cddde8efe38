/** One measured figure. `limit`: what it must not exceed, where there is such a bound. */
export interface Figure {
  readonly bench: string;
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: number;
}

/** Prints each figure as a JSON line, then all of them as a table. */
export function report(figures: readonly Figure[]): void {
  for (const figure of figures) console.log(JSON.stringify(figure));
  const width = Math.max(...figures.map((f) => f.figure.length));
  for (const { figure, value, unit, limit } of figures) {
    const bound = limit === undefined ? '' : `  (limit ${limit} ${unit}${value <= limit ? '' : ', MISSED'})`;
    console.log(`${figure.padEnd(width)}  ${formatted(value).padStart(12)} ${unit}${bound}`);
  }
}

function formatted(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The p-quantile (0..1) of unsorted numbers, by the nearest rank; NaN for none. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))] ?? Number.NaN;
}
