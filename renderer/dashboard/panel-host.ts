import type { Table } from '@finos/perspective';
import type { AlertEvent } from '../../main/alerts/alert-event.ts';
import { alertsOfPanel } from '../alerts/panel-alerts.ts';
import type { ShownTheme } from '../controls/theme.ts';
import type { CellValue } from '../format/columns.ts';
import { isEmptyConfig, type PanelConfig } from '../layout/panel-config.ts';
import type { Choices, EmptyFacts, Panel } from '../panels/panel.ts';
import { chartEngineSetting, limitsSetting, pairSetting, quoteSetting } from '../settings/settings.ts';
import { createPanelViewer, type Filter, type PanelViewer } from '../viewer/panel-viewer.ts';
import type { PanelFrame } from './panel-frame.ts';

/** A panel on the page, with its viewer once the engine runs. */
export interface PanelHost {
  readonly panel: Panel;
  readonly frame: PanelFrame;
  /** Writes what is awaited while there is nothing to show. */
  explain(facts: PageFacts): void;
  /** Marks the panel because of those of these alerts that are on what it shows. */
  showAlerts(active: readonly AlertEvent[]): void;
  open(table: Table, theme: ShownTheme): Promise<void>;
  setTheme(theme: ShownTheme): void;
  /** Shows the panel as a layout has it; also before the viewer is there. */
  configure(config: PanelConfig): void;
  /** Opens or closes Perspective's settings of the panel. */
  showSettings(isOpen: boolean): void;
}

/** The part of the facts that is the same for all panels. */
export type PageFacts = Pick<
  EmptyFacts,
  'isStreamLive' | 'hasTrades' | 'hasStatistics' | 'isHistoryPending' | 'publishIntervalS' | 'uptimeS'
>;

export interface PanelHostHooks {
  readonly onDrawn?: (first: Readonly<Record<string, CellValue>>) => void;
  /** The user has configured the panel. */
  readonly onConfigured: (config: PanelConfig) => void;
  /** A configuration cannot be shown; `problem` is for people. */
  readonly onRefused: (problem: string) => void;
  /** Perspective's settings of the panel were opened or closed. */
  readonly onSettings: (isOpen: boolean) => void;
}

export function currentChoices(): Choices {
  return { pair: pairSetting.get(), quote: quoteSetting.get(), limits: limitsSetting.get() };
}

/** Joins a panel's description, its frame and its viewer, and keeps its filter on the user's choices. */
export function createPanelHost(panel: Panel, frame: PanelFrame, hooks: PanelHostHooks): PanelHost {
  let drawn: { readonly rows: number; readonly shown: number } | null = null;
  let facts: PageFacts = {
    isStreamLive: false,
    hasTrades: false,
    hasStatistics: false,
    isHistoryPending: true,
    publishIntervalS: 1,
    uptimeS: 0,
  };
  let viewer: PanelViewer | null = null;
  let config: PanelConfig = {};
  let isOpen = false;

  const explain = () => {
    const { rows, shown } = drawn ?? { rows: 0, shown: 0 };
    const isDrawn = drawn !== null;
    frame.setEmpty(shown > 0 ? null : panel.empty({ ...currentChoices(), ...facts, isDrawn, rows }));
  };
  const dynamicFilter = (): Filter[] => [...(panel.filter?.(currentChoices()) ?? [])];
  const note = (problem: string | null) => {
    if (problem !== null) return `Not kept: ${problem}.`;
    const filters = dynamicFilter();
    if (filters.length === 0) return 'Changes are part of the layout at once.';
    const texts = filters.map(([column, operator, operand]) => `${column} ${operator} ${operand}`);
    return `Changes are part of the layout at once. Chosen in the panel's header or fixed, and put back: ${texts.join(', ')}.`;
  };
  const apply = async () => {
    frame.setConfigured(!isEmptyConfig(config));
    const problem = (await viewer?.configure(config)) ?? null;
    if (problem !== null) hooks.onRefused(problem);
  };
  pairSetting.subscribe((pair) => {
    facts = { ...facts, isHistoryPending: true };
    frame.setTitle(panel.title(pair));
  });
  frame.setTitle(panel.title(pairSetting.get()));
  frame.setConfigured(false);
  explain();

  return {
    panel,
    frame,
    explain(next) {
      facts = next;
      explain();
    },
    showAlerts: (active) => frame.setAlerts(alertsOfPanel(panel, pairSetting.get(), active)),
    async open(table, theme) {
      const { view, bars = {} } = panel;
      const setup = { label: panel.title(''), table, view, dynamic: dynamicFilter(), bars, theme };
      const opened = await createPanelViewer(frame.body, setup, {
        onDrawn(rows, shown, first) {
          drawn = { rows, shown };
          explain();
          hooks.onDrawn?.(first);
        },
        onPick: (pair) => pairSetting.set(pair),
        onConfigured(next) {
          config = next;
          frame.setConfigured(!isEmptyConfig(config));
          hooks.onConfigured(config);
        },
        onProblem: (problem) => {
          if (isOpen) frame.setConfiguring(true, note(problem));
        },
        onSettings(next) {
          if (next === isOpen) return;
          isOpen = next;
          frame.setConfiguring(isOpen, note(null));
          if (!isOpen) void opened.showSettings(false);
          hooks.onSettings(isOpen);
        },
      });
      viewer = opened;
      await apply();
      void opened.setChartEngine(chartEngineSetting.get());
      chartEngineSetting.subscribe((engine) => void opened.setChartEngine(engine));
      if (panel.filter === undefined) return;
      const refilter = () => void opened.filter(dynamicFilter());
      quoteSetting.subscribe(refilter);
      limitsSetting.subscribe(refilter);
    },
    setTheme: (theme) => void viewer?.setTheme(theme),
    configure(next) {
      config = next;
      void apply();
    },
    showSettings: (next) => void viewer?.showSettings(next),
  };
}
