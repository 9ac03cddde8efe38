import { type AlertEvent, newestAndOpen, openAlerts } from '../../main/alerts/alert-event.ts';
import type { AlertsHeader } from '../../main/publish/stream-messages.ts';

/** Alerts that the page knows; older ones are in the application's history. */
export const ALERTS_SHOWN = 200;
/** An alert of one instant is marked for so long. */
export const MOMENT_MS = 60_000;

/** The alerts of the stream, as this page has seen them. */
export interface AlertLog {
  /** Whether the server tells of alerts at all. */
  isKnown(): boolean;
  /** Oldest first. */
  events(): readonly AlertEvent[];
  /** Those that hold, and those of one instant in the last minute; newest first. `nowMs` is of the page's clock. */
  active(nowMs: number): readonly AlertEvent[];
  /** Alerts that happened while the list was not open. */
  unread(): number;
  markRead(): void;
  apply(header: Pick<AlertsHeader, 'mode' | 'events'>, nowMs: number): void;
  /** Calls back on every change with the alerts that have just happened; returns how to stop. */
  subscribe(follower: (fresh: readonly AlertEvent[]) => void): () => void;
}

export function createAlertLog(): AlertLog {
  let isKnown = false;
  let events: readonly AlertEvent[] = [];
  let unread = 0;
  /** When alerts of one instant came in. */
  let cameMs = new WeakMap<AlertEvent, number>();
  const followers = new Set<(fresh: readonly AlertEvent[]) => void>();
  const tell = (fresh: readonly AlertEvent[]) => {
    for (const follower of followers) follower(fresh);
  };
  return {
    isKnown: () => isKnown,
    events: () => events,
    active(nowMs) {
      const open = new Set(openAlerts(events));
      const isOfNow = (event: AlertEvent) => nowMs - (cameMs.get(event) ?? Number.NEGATIVE_INFINITY) < MOMENT_MS;
      return events.filter((event) => open.has(event) || (!event.isLasting && isOfNow(event))).reverse();
    },
    unread: () => unread,
    markRead() {
      unread = 0;
      tell([]);
    },
    apply(header, nowMs) {
      isKnown = true;
      const isNew = header.mode === 'delta';
      if (!isNew) cameMs = new WeakMap();
      const fresh = isNew ? header.events.filter(({ phase }) => phase === 'fired') : [];
      for (const event of fresh) cameMs.set(event, nowMs);
      unread += fresh.length;
      events = newestAndOpen([...(isNew ? events : []), ...header.events], ALERTS_SHOWN);
      tell(fresh);
    },
    subscribe(follower) {
      followers.add(follower);
      return () => followers.delete(follower);
    },
  };
}

/** The alerts of this page. */
export const alertLog = createAlertLog();
