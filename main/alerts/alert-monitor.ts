import { AlertEvaluator, type AlertRuleState, type StatisticsWatch } from '../../engine/alerts/alert-evaluator.ts';
import type { AlertRule } from '../../engine/alerts/alert-rule.ts';
import type { FeedKind } from '../feed/feed.ts';
import type { Log } from '../log.ts';
import { type AlertEvent, eventOf, toldText, unfinished } from './alert-event.ts';
import type { AlertHistory } from './alert-history.ts';

const US_PER_MS = 1_000;
const NS_PER_US = 1_000;
/** A rule that holds for every pair must not fill the log files with itself. */
const LOGGED_AT_ONCE = 50;

/** What a rule has done since the feed was started or the rule was changed; `lastMs` is Unix milliseconds, null = never fired. */
export type RuleState = Omit<AlertRuleState, 'lastNs'> & { readonly lastMs: number | null };

/** What the alerts window shows. */
export interface AlertsView {
  readonly rules: readonly AlertRule[];
  /** Of the enabled rules. */
  readonly states: readonly RuleState[];
  /** Oldest first. */
  readonly events: readonly AlertEvent[];
}

export interface AlertMonitorOptions {
  readonly rules: readonly AlertRule[];
  readonly feed: FeedKind;
  readonly history: AlertHistory;
  readonly log: Log;
  /** Called after the second that they happened in was evaluated. */
  readonly onEvents: (events: readonly AlertEvent[]) => void;
}

/** The rules of a running application: evaluated with its engine, told to its viewers, kept in the history. */
export interface AlertMonitor {
  /** For a new engine, whose times count from `originUs`; all states begin anew. */
  watch(originUs: number): StatisticsWatch;
  /** While a replay runs to another place, nothing is told. */
  setMuted(isMuted: boolean): void;
  setRules(rules: readonly AlertRule[]): void;
  /** Once a second: seconds since the last trade, null = none is expected. */
  checkFeed(nowUs: number, silenceS: number | null): void;
  view(): AlertsView;
}

export function createAlertMonitor(options: AlertMonitorOptions): AlertMonitor {
  const { feed, history, log, onEvents } = options;
  let { rules } = options;
  let originUs = 0;
  let isMuted = false;
  let pending: AlertEvent[] = [];
  const cutOff = unfinished(history.events());
  if (cutOff.length > 0) history.add(cutOff);
  const deliver = () => {
    const events = pending;
    pending = [];
    for (const event of events.slice(0, LOGGED_AT_ONCE)) {
      log.info(`alert ${event.phase}: ${event.ruleName}: ${toldText(event)}`);
    }
    if (events.length > LOGGED_AT_ONCE) log.info(`alerts: ${events.length - LOGGED_AT_ONCE} more at the same time`);
    history.add(events);
    onEvents(events);
  };
  const begin = () =>
    new AlertEvaluator(rules, (firing) => {
      if (isMuted) return;
      if (pending.length === 0) queueMicrotask(deliver);
      pending.push(eventOf(firing, unixMs(firing.timeNs), feed));
    });
  const unixMs = (timeNs: number) => (originUs + timeNs / NS_PER_US) / US_PER_MS;
  let evaluator = begin();
  return {
    watch(fromUs) {
      evaluator.endAll();
      originUs = fromUs;
      evaluator = begin();
      return evaluator;
    },
    setMuted(muted) {
      isMuted = muted;
    },
    setRules(next) {
      rules = next;
      evaluator.setRules(next);
    },
    checkFeed: (nowUs, silenceS) => evaluator.feed((nowUs - originUs) * NS_PER_US, silenceS),
    view: () => ({
      rules,
      states: evaluator.states().map(({ lastNs, ...state }) => ({
        ...state,
        lastMs: lastNs === null ? null : unixMs(lastNs),
      })),
      events: history.events(),
    }),
  };
}
