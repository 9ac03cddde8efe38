import { describe, expect, it } from 'vitest';
import { Gaps } from '../../engine/gaps.ts';

describe('Gaps', () => {
  it('touch a window (from, to] that holds an instant strictly inside them', () => {
    const gaps = new Gaps();
    gaps.mark(10, 20);
    expect(gaps.touch(20, 30)).toBe(false);
    expect(gaps.touch(19, 30)).toBe(true);
    expect(gaps.touch(12, 15)).toBe(true);
    expect(gaps.touch(0, 11)).toBe(true);
    expect(gaps.touch(0, 10)).toBe(false);
  });

  it('stay open until the next mark closes them', () => {
    const gaps = new Gaps();
    gaps.mark(10, Number.POSITIVE_INFINITY);
    expect(gaps.touch(1_000, 1_001)).toBe(true);
    gaps.mark(10, 50);
    expect(gaps.touch(1_000, 1_001)).toBe(false);
    expect(gaps.touch(49, 60)).toBe(true);
  });

  it('are forgotten when they lie behind, one by one', () => {
    const gaps = new Gaps();
    gaps.mark(10, 20);
    gaps.mark(30, 40);
    gaps.forgetUntil(20);
    expect(gaps.touch(0, 25)).toBe(false);
    expect(gaps.touch(0, 100)).toBe(true);
  });

  it('keep a lasting gap open when a finished one is added', () => {
    const gaps = new Gaps();
    gaps.mark(10, Number.POSITIVE_INFINITY);
    gaps.add(15, 20);
    expect(gaps.touch(1_000, 1_001)).toBe(true);
  });
});
