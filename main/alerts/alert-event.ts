import type { AlertFiring } from '../../engine/alerts/alert-evaluator.ts';
import { type AlertSound, isCrossing, type WatchedStatistic } from '../../engine/alerts/alert-rule.ts';
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
  /** Its end will be told; else it is of one instant, a crossing. */
  readonly isLasting: boolean;
  /** One sentence for people. */
  readonly text: string;
  readonly statistic: WatchedStatistic;
  /** null: it ended because nothing is evaluated any more. */
  readonly value: number | null;
  readonly limit: number | null;
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
    isLasting: !isCrossing(rule),
    text: firingText(rule, pair, phase, value),
    statistic: rule.statistic,
    value: Number.isNaN(value) ? null : value,
    limit: Number.isNaN(limit) ? null : limit,
    sound: rule.sound,
    isNotified: rule.isNotified,
    isPartial,
    feed,
  } satisfies AlertEvent;
}

/** What is told of an alert where its notes have no place of their own. */
export function toldText({ text, isPartial }: Pick<AlertEvent, 'text' | 'isPartial'>): string {
  return isPartial ? `${text} (feed gap: trades may be missing)` : text;
}

/** Of events, oldest first, the alerts that are not over; an alert of one instant never is one of them. */
export function openAlerts(events: readonly AlertEvent[]): readonly AlertEvent[] {
  const open = new Map<string, AlertEvent>();
  for (const event of events) {
    const key = `${event.ruleId} ${event.pair}`;
    open.delete(key);
    if (event.phase === 'fired' && event.isLasting) open.set(key, event);
  }
  return [...open.values()];
}

/** The newest so many events, and the alerts before them that are not over; oldest first. */
export function newestAndOpen(events: readonly AlertEvent[], count: number): readonly AlertEvent[] {
  if (events.length <= count) return events;
  const open = new Set(openAlerts(events));
  return events.filter((event, i) => i >= events.length - count || open.has(event));
}

/** The ends of alerts that were on when the application ended, so that it could not tell them; at the time of the last event. */
export function unfinished(events: readonly AlertEvent[]): AlertEvent[] {
  const timeMs = events.at(-1)?.timeMs ?? 0;
  return openAlerts(events).map((event) => ({
    ...event,
    timeMs,
    phase: 'ended',
    value: null,
    text: `${event.pair === null ? '' : `${event.pair}: `}${event.ruleName}: over (the application was started anew)`,
  }));
}
