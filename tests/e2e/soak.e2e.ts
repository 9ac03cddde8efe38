import { expect, test } from '@playwright/test';
import { faultsOf, soak } from '../../bench/drill-soak.ts';

test('half an hour in compressed time loses no trade, tells of its outage and leaves nothing open', async () => {
  test.setTimeout(150_000);
  const result = await soak({ hours: 0.5, factor: 60, rate: 20 });
  // Half an hour is warm-up as a whole; hours are for `npm run drill -- soak`.
  expect(faultsOf(result).filter((fault) => fault !== 'the memory grows')).toEqual([]);
  expect(result.outagesMade).toBe(1);
  expect(result.tradesFetched).toBeGreaterThan(0);
  expect(result.recorded.rows).toBe(result.trades);
});
