import { expect, it } from 'vitest';
import { ClockSkew } from '../../../../main/feed/polygon/clock-skew.ts';

function skewOf(...latencies: readonly number[]): ClockSkew {
  const skew = new ClockSkew();
  for (const latency of latencies) skew.add(latency);
  return skew;
}

const many = (latency: number) => Array<number>(40).fill(latency);

it('is the median of recent latencies, unknown at first', () => {
  expect(skewOf().medianMs()).toBeNull();
  expect(skewOf(30, 10, 20_000).medianMs()).toBe(30);
  expect(skewOf(...Array(500).fill(7), ...Array(256).fill(90)).medianMs()).toBe(90);
});

it('warns if most trades come from the future or more than 5 s late, not about a few', () => {
  expect(skewOf(...many(36)).warning()).toBeNull();
  expect(skewOf(...many(36), -5, -7, 9_000).warning()).toBeNull();
  expect(skewOf(...many(-1)).warning()).toContain('slow');
  expect(skewOf(...many(5_001)).warning()).toContain('more than 5 s');
  expect(skewOf(-1, -1, -1).warning()).toBeNull();
});
