import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KillDrill, prepareKillDrill } from '../../../bench/drill-kill.ts';

let drill: KillDrill;

beforeAll(async () => {
  drill = await prepareKillDrill();
});

afterAll(() => drill.close());

it.each([1_000, 20_000])(
  'a SIGKILL at %d trades/s costs less than the last second of trades and no file',
  async (rate) => {
    for (let kill = 0; kill < 3; kill++) {
      const result = await drill.killOnce({ rate, withinMs: 1_200 });
      expect(result).toMatchObject({ unreadableFiles: 0, duplicates: 0, missing: 0, wrongValues: 0 });
      expect(result.lostMs).toBeLessThan(1_000);
      expect(result.rows).toBe(result.handedOver - result.lost);
    }
  },
);
