import type { AlertFiring } from '../../engine/alerts/alert-evaluator.ts';
import type { AlertSound, WatchedStatistic } from '../../engine/alerts/alert-rule.ts';
import { firingText } from '../../engine/alerts/alert-text.ts';
import type { FeedKind } from '../feed/feed.ts';

/** An alert as it is kept, sent and exported. */
export interface AlertEvent {
  /** The instant of the statistics, on the feed's clock, Unix milliseconds. */
  readonly timeMs: number;
  readonly ruleId: string;
  readonly ruleName: string;
  /** null: the feed. */
  readonly pair: string | null;
  readonly phase: 'fired' | 'ended';
  /** One sentence for people. */
  readonly text: string;
  readonly statistic: WatchedStatistic;
  readonly value: number;
  readonly limit: number;
  readonly sound: AlertSound;
  readonly isNotified: boolean;
  /** Trades may be missing behind the value. */
  readonly isPartial: boolean;
  readonly feed: FeedKind;
}

/** `timeMs`: Unix milliseconds of the firing. */
export function eventOf({ rule, pair, phase, value, limit, isPartial }: AlertFiring, timeMs: number, feed: FeedKind) {
  return {
    timeMs,
    ruleId: rule.id,
    ruleName: rule.name,
    pair,
    phase,
    text: firingText(rule, pair, phase, value),
    statistic: rule.statistic,
    value,
    limit,
    sound: rule.sound,
    isNotified: rule.isNotified,
    isPartial,
    feed,
  } satisfies AlertEvent;
}
