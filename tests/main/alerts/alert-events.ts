import type { AlertEvent } from '../../../main/alerts/alert-event.ts';

/** An alert of BTC-USD at that second. */
export function alertEvent(second: number, changes: Partial<AlertEvent> = {}): AlertEvent {
  return {
    timeMs: 1_759_260_000_000 + second * 1_000,
    ruleId: 'press',
    ruleName: 'Buyers press',
    pair: 'BTC-USD',
    phase: 'fired',
    isLasting: true,
    text: 'BTC-USD: Buy pressure is above 80 %: 91 %',
    statistic: 'buy_pressure',
    value: 0.91,
    limit: 0.8,
    sound: 'chime',
    isNotified: true,
    isPartial: false,
    feed: 'polygon',
    ...changes,
  };
}
