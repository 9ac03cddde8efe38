import type { Client } from '@finos/perspective';
import type { AlertEvent } from '../../main/alerts/alert-event.ts';
import { createLimitsFilter } from '../controls/limits-filter.ts';
import { createQuoteSelects } from '../controls/quote-select.ts';
import { createRangeSelect } from '../controls/range-select.ts';
import { type ShownTheme, shownTheme } from '../controls/theme.ts';
import { type Direction, hidePanel, movePanel, showPanel, stepPanel } from '../layout/arrangement.ts';
import type { Arrangement } from '../layout/layout.ts';
import type { Layouts } from '../layout/layouts.ts';
import type { Panel, PanelTool } from '../panels/panel.ts';
import { pairSetting } from '../settings/settings.ts';
import type { PairDirectory } from '../tables/pair-directory.ts';
import { openPairTrades } from '../tables/pair-trades.ts';
import { createTradesPaintMark } from '../viewer/paint-mark.ts';
import { createMaximiser } from './maximise.ts';
import type { Notices } from './notices.ts';
import { makeDraggable } from './panel-drag.ts';
import { createPanelFrame } from './panel-frame.ts';
import { createPanelGrid } from './panel-grid.ts';
import { createPanelHost, type PageFacts, type PanelHost } from './panel-host.ts';
import type { Session } from './session.ts';

/** All panels of a page, arranged and configured as its layout says. */
export interface PanelBoard {
  readonly element: HTMLElement;
  readonly panels: readonly Panel[];
  openViewers(engine: Client, session: Session): Promise<void>;
  explain(facts: PageFacts): void;
  showAlerts(active: readonly AlertEvent[]): void;
  setTheme(theme: ShownTheme): void;
  /** Opens Perspective's settings of a panel, which fills the page meanwhile; a hidden panel is shown. */
  configure(id: string): void;
  hide(id: string): void;
  /** Puts a hidden panel back. */
  show(id: string): void;
}

/** The title of a panel where it stands for itself, in menus and messages. */
export function panelName(panel: Panel): string {
  const title = panel.title('the pair');
  return panel.number === null ? title : `${panel.number} ${title}`;
}

export function createPanelBoard(
  rows: readonly (readonly Panel[])[],
  directory: PairDirectory,
  layouts: Layouts,
  notices: Notices,
): PanelBoard {
  const createQuoteSelect = createQuoteSelects(directory);
  const toolOf: Readonly<Record<PanelTool, () => HTMLElement>> = {
    quote: createQuoteSelect,
    limits: createLimitsFilter,
    range: createRangeSelect,
  };
  const panels = rows.flat();
  const hosts = new Map<string, PanelHost>();
  const elements = new Map<string, HTMLElement>();
  const maximiser = createMaximiser(
    () => grid.element,
    (frame) => [...hosts.values()].find((host) => host.frame === frame)?.showSettings(false),
  );
  const arrange = (next: (arrangement: Arrangement) => Arrangement) => layouts.arrange(next(layouts.current()));
  const hide = (id: string) => {
    maximiser.restore();
    arrange((arrangement) => hidePanel(arrangement, id));
  };
  const show = (id: string) => arrange((arrangement) => showPanel(arrangement, id, layouts.page.rows));
  const step = (id: string, direction: Direction) => {
    maximiser.restore();
    arrange((arrangement) => stepPanel(arrangement, id, direction));
  };
  const configure = (id: string) => {
    const host = hosts.get(id);
    if (host === undefined) return;
    show(id);
    if (!maximiser.isMaximised(host.frame)) maximiser.toggle(host.frame);
    host.showSettings(true);
  };

  const paintMark = createTradesPaintMark();
  for (const panel of panels) {
    const { id } = panel;
    const tools = (panel.tools ?? []).map((tool) => toolOf[tool]());
    const frame = createPanelFrame(panel, tools, {
      maximise: () => maximiser.toggle(frame),
      configure: () => configure(id),
      endConfiguring: () => host.showSettings(false),
      reset() {
        layouts.configure(id, {});
        host.configure({});
      },
      step: (direction) => step(id, direction),
      hide: () => hide(id),
    });
    maximiser.add(frame);
    elements.set(id, frame.element);
    makeDraggable(
      frame.head,
      frame.element,
      () => [...elements.values()].filter((element) => element.offsetParent !== null),
      (target, side) => {
        const over = [...elements].find(([, element]) => element === target)?.[0];
        if (over !== undefined) arrange((arrangement) => movePanel(arrangement, id, over, side));
      },
    );
    const isTrades = panel.table === 'trades' || panel.table === 'pairTrades';
    const host = createPanelHost(panel, frame, {
      ...(isTrades && {
        onDrawn: (first) => {
          const newest = first.received_time;
          if (typeof newest === 'number') paintMark(newest);
        },
      }),
      onConfigured: (config) => layouts.configure(id, config),
      onRefused(problem) {
        layouts.configure(id, {});
        host.configure({});
        const text = `Panel ${panelName(panel)}: its configuration was set aside, because ${problem}. It shows its default.`;
        notices.show(`panel-${id}`, 'warning', text);
      },
      onSettings(isOpen) {
        if (!isOpen && maximiser.isMaximised(frame)) maximiser.restore();
      },
    });
    host.configure(layouts.current().panels[id] ?? {});
    hosts.set(id, host);
  }
  const grid = createPanelGrid(elements, (sized) => arrange((arrangement) => ({ ...arrangement, rows: sized })));
  grid.show(layouts.current());
  layouts.subscribe((change) => {
    if (change === 'arrangement' || change === 'all') grid.show(layouts.current());
    if (change !== 'all') return;
    maximiser.restore();
    for (const [id, host] of hosts) {
      notices.clear(`panel-${id}`);
      host.configure(layouts.current().panels[id] ?? {});
    }
  });

  return {
    element: grid.element,
    panels,
    async openViewers(engine, session) {
      const { trades, statistics, history } = session.tables;
      let pairTrades = trades;
      if (panels.some((panel) => panel.table === 'pairTrades')) {
        const gathered = await openPairTrades(engine, trades);
        pairTrades = gathered.table;
        const follow = () => void gathered.follow(pairSetting.get());
        follow();
        pairSetting.subscribe(follow);
        session.onTradesSnapshot(follow);
      }
      const tables = { trades, pairTrades, statistics, history };
      await Promise.all([...hosts.values()].map((host) => host.open(tables[host.panel.table], shownTheme())));
    },
    explain(facts) {
      for (const host of hosts.values()) host.explain(facts);
    },
    showAlerts(active) {
      for (const host of hosts.values()) host.showAlerts(active);
    },
    setTheme(theme) {
      for (const host of hosts.values()) host.setTheme(theme);
    },
    configure,
    hide,
    show,
  };
}
