import { expect, test } from 'vitest';
import { alertNotice } from '../../../../main/desktop/alerts/alert-notices.ts';
import { alertEvent } from '../../alerts/alert-events.ts';

test('one alert is told by its rule; trades that may be missing and a simulated market are said', () => {
  expect(alertNotice([alertEvent(1)])).toEqual({
    title: 'Buyers press',
    body: 'BTC-USD: Buy pressure is above 80 %: 91 %',
  });
  expect(alertNotice([alertEvent(1, { isPartial: true, feed: 'demo' })])).toEqual({
    title: 'Buyers press (simulated market)',
    body: 'BTC-USD: Buy pressure is above 80 %: 91 % (feed gap: trades may be missing)',
  });
});

test('many are told together, and ends, replays and quiet rules not at all', () => {
  const many = [1, 2, 3, 4, 5].map((second) => alertEvent(second, { text: `alert ${second}` }));
  expect(alertNotice(many)).toEqual({ title: '5 alerts', body: 'alert 1\nalert 2\nalert 3\nand 2 more' });
  const untold = [{ phase: 'ended' }, { feed: 'replay' }, { isNotified: false }] as const;
  expect(alertNotice(untold.map((changes) => alertEvent(1, changes)))).toBeNull();
});
