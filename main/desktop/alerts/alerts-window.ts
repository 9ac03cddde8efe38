import { extname } from 'node:path';
import type { BrowserWindow } from 'electron';
import type { AlertRule } from '../../../engine/alerts/alert-rule.ts';
import { AlertRuleError, readRules } from '../../../engine/alerts/read-rules.ts';
import {
  ALERTS_PROGRESS_CHANNEL,
  ALERTS_VIEW_CHANNEL,
  type AlertsInvokes,
  type AlertsRefusal,
  type AlertsWindowView,
} from '../../../preload/alerts-bridge.ts';
import type { Outcome } from '../../../preload/recordings-bridge.ts';
import { historyText } from '../../alerts/history-text.ts';
import type { AlertTest } from '../../alerts/test-rules.ts';
import type { RunningApp } from '../../app.ts';
import { SettingError } from '../../settings/checks.ts';
import type { SettingsStore } from '../../settings/settings-store.ts';
import { answersFor } from '../ipc.ts';
import { openTextFile } from '../open-dialog.ts';
import { readSourceKind } from '../recordings/read-choice.ts';
import { type RunningTask, startReading, workProgress } from '../recordings/reading-task.ts';
import { type OwnRecording, RecordingSource } from '../recordings/source.ts';
import { saveTextAs } from '../save-dialog.ts';
import { ToolWindows } from '../tool-window.ts';

const SIZE = { width: 980, height: 760 };
const REFRESH_MS = 1_000;
const MAX_RULES_BYTES = 1024 * 1024;
const CANCELLED: Outcome<never> = { kind: 'cancelled' };

export interface AlertsSetup {
  readonly preloadPath: string;
  readonly settings: SettingsStore;
  readonly running: () => RunningApp | null;
  readonly own: OwnRecording;
  /** The file of the command line, whose rules hold instead of those of the settings. */
  readonly rulesFile: () => string | null;
}

/** The alerts: rules, what they have done, what they would have done. At most one window. */
export class AlertsWindow {
  readonly #setup: AlertsSetup;
  readonly #windows = new ToolWindows();
  #task: RunningTask<AlertTest> | null = null;

  constructor(setup: AlertsSetup) {
    this.#setup = setup;
  }

  show(): void {
    this.#windows.show(
      'alerts',
      { page: 'tools/alerts.html', preloadPath: this.#setup.preloadPath, ...SIZE },
      (window) => this.#prepare(window),
    );
  }

  /** Ends a test that runs. */
  stop(): void {
    this.#task?.cancel();
    this.#task = null;
  }

  #prepare(window: BrowserWindow): void {
    this.#answer(window);
    const timer = setInterval(() => {
      if (!window.isDestroyed()) window.webContents.send(ALERTS_VIEW_CHANNEL, this.#view());
    }, REFRESH_MS);
    window.once('closed', () => {
      clearInterval(timer);
      this.stop();
    });
    // A reload forgets what the page was waiting for.
    window.webContents.on('did-start-loading', () => this.stop());
  }

  #answer(window: BrowserWindow): void {
    const answer = answersFor<AlertsInvokes>(window.webContents);
    const source = new RecordingSource(window, this.#setup.own);
    answer('alerts:view', async () => this.#view());
    answer('alerts:set-rules', async (rules) => this.#setRules(rules));
    answer('alerts:history', async () => this.#setup.running()?.alerts().events ?? []);
    answer('alerts:export-history', () => this.#exportHistory(window));
    answer('alerts:export-rules', () => this.#exportRules(window));
    answer('alerts:import-rules', () => this.#importRules(window));
    answer('alerts:source', () => source.view());
    answer('alerts:choose-source', (kind) => source.choose(readSourceKind(kind)));
    answer('alerts:test', async (rules) => this.#test(window, readRules(rules), (await source.view()).path));
    answer('alerts:cancel-test', async () => this.stop());
  }

  #view(): AlertsWindowView {
    const app = this.#setup.running();
    const alerts = app?.alerts();
    const last = alerts?.events.at(-1);
    return {
      rules: alerts?.rules ?? this.#setup.settings.get('alertRules'),
      states: alerts?.states ?? [],
      rulesFile: this.#setup.rulesFile(),
      feed: app?.feedName ?? 'nothing runs',
      historyMark: JSON.stringify([alerts?.events.length, last?.timeMs, last?.ruleId, last?.pair, last?.phase]),
    };
  }

  #setRules(rules: unknown): AlertsRefusal {
    if (this.#setup.rulesFile() !== null) return 'The rules of this run come from the command line.';
    try {
      this.#setup.settings.change({ alertRules: readRules(rules) });
      return null;
    } catch (error) {
      if (error instanceof AlertRuleError || error instanceof SettingError) return error.message;
      throw error;
    }
  }

  #exportHistory(window: BrowserWindow): Promise<string | null> {
    const target = {
      title: 'Export the alerts to',
      name: 'alerts.csv',
      filters: [
        { name: 'CSV', extensions: ['csv'] },
        { name: 'JSON', extensions: ['json'] },
      ],
    };
    return saveTextAs(window, target, (path) =>
      historyText(
        this.#setup.running()?.alerts().events ?? [],
        extname(path).toLowerCase() === '.json' ? 'json' : 'csv',
      ),
    );
  }

  #exportRules(window: BrowserWindow): Promise<string | null> {
    const filters = [{ name: 'JSON', extensions: ['json'] }];
    const target = { title: 'Export the rules to', name: 'alert-rules.json', filters };
    return saveTextAs(window, target, () => `${JSON.stringify(this.#view().rules, null, 2)}\n`);
  }

  /** Adds the rules of a file; one of the same id takes the place of that there is. */
  async #importRules(window: BrowserWindow): Promise<AlertsRefusal> {
    const file = await openTextFile(window, { title: 'Import alert rules', maxBytes: MAX_RULES_BYTES });
    if (file === null) return null;
    if ('problem' in file) return file.problem;
    try {
      const added = readRules(parsed(file.text));
      const ids = new Set(added.map(({ id }) => id));
      return this.#setRules([...this.#view().rules.filter(({ id }) => !ids.has(id)), ...added]);
    } catch (error) {
      return `${file.name} is not imported: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  async #test(window: BrowserWindow, rules: readonly AlertRule[], path: string): Promise<Outcome<AlertTest>> {
    this.stop();
    const task = startReading({ kind: 'alerts', path, rules }, (progress) => {
      if (!window.isDestroyed()) window.webContents.send(ALERTS_PROGRESS_CHANNEL, workProgress(progress));
    });
    this.#task = task;
    const outcome = await task.first;
    if (this.#task === task) this.#task = null;
    return window.isDestroyed() ? CANCELLED : outcome;
  }
}

/** Throws with a sentence for people. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AlertRuleError('it is no JSON.');
  }
}
