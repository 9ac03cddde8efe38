import type { DisplayFormat } from '../../engine/schema.ts';
import { numbers } from '../format/number.ts';
import { decimalsOf, linearTicks, logTicks } from './scale.ts';

export interface AxisMarks {
  readonly ticks: readonly number[];
  readonly label: (value: number) => string;
}

/** Round marks for a linear axis of a display format; labels carry just the digits that tell the marks apart. */
export function linearMarks(min: number, max: number, count: number, format: DisplayFormat): AxisMarks {
  const { ticks, step } = linearTicks(min, max, count);
  switch (format) {
    case 'percent':
    case 'share': {
      const decimals = decimalsOf(step * 100);
      return { ticks, label: (value) => `${numbers.fixed(value * 100, decimals)}%` };
    }
    case 'quote-volume':
      return {
        ticks,
        label: (value) => (max >= 10_000 ? numbers.magnitude(value) : numbers.fixed(value, decimalsOf(step))),
      };
    default:
      return { ticks, label: (value) => numbers.fixed(value, decimalsOf(step)) };
  }
}

/** Powers of ten for a logarithmic axis. */
export function logMarks(min: number, max: number, count: number): AxisMarks {
  return { ticks: logTicks(min, max, count), label: (value) => numbers.magnitude(value) };
}
