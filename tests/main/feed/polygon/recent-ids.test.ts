import { describe, expect, it } from 'vitest';
import { RecentIds } from '../../../../main/feed/polygon/recent-ids.ts';

describe('RecentIds', () => {
  it('knows what it has seen, by pair, exchange and id', () => {
    const ids = new RecentIds();
    expect(ids.add('A-B', 1, 'x', 0)).toBe(true);
    expect(ids.add('A-B', 1, 'x', 0)).toBe(false);
    expect(ids.add('A-C', 1, 'x', 0)).toBe(true);
    expect(ids.add('A-B', 2, 'x', 0)).toBe(true);
    expect(ids.add('A-B', 1, 'y', 0)).toBe(true);
    expect(ids.add('A-Bx', 1, '', 0)).toBe(true);
  });

  it('takes no new trade for a known one: a million ids of every usual form', () => {
    const ids = new RecentIds();
    let mistaken = 0;
    for (let i = 0; i < 250_000; i++) {
      const hex = i.toString(16).padStart(12, '0');
      for (const id of [
        String(700_000_000 + i),
        `00000000-0000-4000-8000-${hex}`,
        `${hex}-0`,
        String.fromCodePoint(i + 0x1000),
      ]) {
        if (!ids.add('BTC-USD', 1, id, 0)) mistaken += 1;
      }
    }
    expect(mistaken).toBe(0);
  });

  it('remembers at least the last 100,000 and forgets older ones', () => {
    const ids = new RecentIds();
    for (let i = 0; i < 300_000; i++) ids.add('A-B', 1, String(i), 0);
    for (let i = 200_000; i < 300_000; i++) expect(ids.add('A-B', 1, String(i), 0)).toBe(false);
    expect(ids.add('A-B', 1, '0', 0)).toBe(true);
  });

  it('remembers for at least 10 minutes and forgets after 20', () => {
    const ids = new RecentIds();
    const minute = 60_000;
    ids.add('A-B', 1, 'old', 0);
    for (let m = 1; m <= 10; m++) ids.add('A-B', 1, `m${m}`, m * minute);
    expect(ids.add('A-B', 1, 'old', 10 * minute)).toBe(false);
    for (let m = 11; m <= 32; m++) ids.add('A-B', 1, `m${m}`, m * minute);
    expect(ids.add('A-B', 1, 'old', 32 * minute)).toBe(true);
  });
});
