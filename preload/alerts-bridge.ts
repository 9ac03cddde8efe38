import type { AlertRule } from '../engine/alerts/alert-rule.ts';
import type { AlertEvent } from '../main/alerts/alert-event.ts';
import type { RuleState } from '../main/alerts/alert-monitor.ts';
import type { AlertTest } from '../main/alerts/test-rules.ts';
import type { PageSettings } from './bridge.ts';
import type { Outcome, SourceKind, SourceView, WorkProgress } from './recordings-bridge.ts';

/** What the alerts window shows; sent again every second. */
export interface AlertsWindowView {
  readonly rules: readonly AlertRule[];
  /** Of the enabled rules, while something runs. */
  readonly states: readonly RuleState[];
  /** The file of `--alert-rules`, whose rules hold in this run and cannot be changed here; null = the settings. */
  readonly rulesFile: string | null;
  /** The feed that runs now, for people. */
  readonly feed: string;
  /** Another one after every change of the history. */
  readonly historyMark: string;
}

/** Why something could not be done, for people; null = it was. */
export type AlertsRefusal = string | null;

export interface AlertsInvokes {
  'alerts:view': () => Promise<AlertsWindowView>;
  'alerts:set-rules': (rules: readonly AlertRule[]) => Promise<AlertsRefusal>;
  'alerts:history': () => Promise<readonly AlertEvent[]>;
  'alerts:export-history': () => Promise<string | null>;
  'alerts:export-rules': () => Promise<string | null>;
  'alerts:import-rules': () => Promise<AlertsRefusal>;
  'alerts:source': () => Promise<SourceView>;
  'alerts:choose-source': (kind: SourceKind) => Promise<SourceView>;
  'alerts:test': (rules: readonly AlertRule[]) => Promise<Outcome<AlertTest>>;
  'alerts:cancel-test': () => Promise<void>;
}

export const ALERTS_VIEW_CHANNEL = 'alerts:changed';
export const ALERTS_PROGRESS_CHANNEL = 'alerts:progress';

/** What the page of the alerts window may ask of the desktop shell. */
export interface AlertsBridge {
  view(): Promise<AlertsWindowView>;
  onView(listener: (view: AlertsWindowView) => void): void;
  /** Takes other rules over, at once, and stores them. */
  setRules(rules: readonly AlertRule[]): Promise<AlertsRefusal>;
  /** Oldest first. */
  history(): Promise<readonly AlertEvent[]>;
  /** Asks for the name of a .csv or .json file and writes the history; resolves to the name, null = the user gave up. */
  exportHistory(): Promise<string | null>;
  exportRules(): Promise<string | null>;
  /** Asks for a file and adds its rules to those there are. */
  importRules(): Promise<AlertsRefusal>;
  /** The recording that rules are tested on. */
  source(): Promise<SourceView>;
  chooseSource(kind: SourceKind): Promise<SourceView>;
  /** Tells what these rules would have done on it. */
  test(rules: readonly AlertRule[]): Promise<Outcome<AlertTest>>;
  cancelTest(): Promise<void>;
  onProgress(listener: (progress: WorkProgress) => void): void;
  settings(): Promise<PageSettings>;
  onSettings(listener: (settings: PageSettings) => void): void;
}
