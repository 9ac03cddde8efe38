import type { Table } from '@finos/perspective';
import type { ShownTheme } from '../controls/theme.ts';
import type { CellValue } from '../format/columns.ts';
import type { Choices, EmptyFacts, Panel } from '../panels/panel.ts';
import { chartEngineSetting, limitsSetting, pairSetting, quoteSetting } from '../settings/settings.ts';
import { createPanelViewer, type Filter } from '../viewer/panel-viewer.ts';
import type { PanelFrame } from './panel-frame.ts';

/** A panel on the page, with its viewer once the engine runs. */
export interface PanelHost {
  readonly panel: Panel;
  readonly frame: PanelFrame;
  /** Writes what is awaited while there is nothing to show. */
  explain(facts: PageFacts): void;
  open(table: Table, theme: ShownTheme): Promise<void>;
  setTheme(theme: ShownTheme): void;
}

/** The part of the facts that is the same for all panels. */
export type PageFacts = Pick<
  EmptyFacts,
  'isStreamLive' | 'hasTrades' | 'isHistoryPending' | 'publishIntervalS' | 'uptimeS'
>;

export interface PanelHostHooks {
  readonly onDrawn?: (first: Readonly<Record<string, CellValue>>) => void;
}

export function currentChoices(): Choices {
  return { pair: pairSetting.get(), quote: quoteSetting.get(), limits: limitsSetting.get() };
}

/** Joins a panel's description, its frame and its viewer, and keeps its filter on the user's choices. */
export function createPanelHost(panel: Panel, frame: PanelFrame, hooks: PanelHostHooks): PanelHost {
  let drawn = { rows: 0, shown: 0 };
  let facts: PageFacts = {
    isStreamLive: false,
    hasTrades: false,
    isHistoryPending: true,
    publishIntervalS: 1,
    uptimeS: 0,
  };
  let setTheme: (theme: ShownTheme) => void = () => {};

  const explain = () => {
    frame.setEmpty(drawn.shown > 0 ? null : panel.empty({ ...currentChoices(), ...facts, rows: drawn.rows }));
  };
  const filter = (): Filter[] => [...(panel.view.filter ?? []), ...(panel.filter?.(currentChoices()) ?? [])];
  pairSetting.subscribe((pair) => {
    facts = { ...facts, isHistoryPending: true };
    frame.setTitle(panel.title(pair));
  });
  frame.setTitle(panel.title(pairSetting.get()));
  explain();

  return {
    panel,
    frame,
    explain(next) {
      facts = next;
      explain();
    },
    async open(table, theme) {
      const viewer = await createPanelViewer(
        frame.body,
        panel.title(''),
        table,
        { ...panel.view, filter: filter() },
        panel.bars ?? {},
        theme,
        {
          onDrawn(rows, shown, first) {
            drawn = { rows, shown };
            explain();
            hooks.onDrawn?.(first);
          },
          onPick: (pair) => pairSetting.set(pair),
        },
      );
      setTheme = (next) => void viewer.setTheme(next);
      void viewer.setChartEngine(chartEngineSetting.get());
      chartEngineSetting.subscribe((engine) => void viewer.setChartEngine(engine));
      if (panel.filter === undefined) return;
      const refilter = () => void viewer.filter(filter());
      quoteSetting.subscribe(refilter);
      limitsSetting.subscribe(refilter);
    },
    setTheme: (theme) => setTheme(theme),
  };
}
