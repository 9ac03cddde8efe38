import type { Client } from '@finos/perspective';
import { runCommand } from '../commands/registry.ts';
import { createApiKeyButton } from '../controls/api-key.ts';
import { createChartEngineSwitch } from '../controls/chart-engine.ts';
import { createLimitsFilter } from '../controls/limits-filter.ts';
import { createQuoteSelects } from '../controls/quote-select.ts';
import { createRangeSelect } from '../controls/range-select.ts';
import { createThemeSwitch, followTheme, shownTheme } from '../controls/theme.ts';
import { createTickerPicker } from '../controls/ticker-picker.ts';
import { repairNavigatorLanguages } from '../format/locales.ts';
import type { Panel, PanelTool } from '../panels/panel.ts';
import { createReplayBar } from '../replay/replay-bar.ts';
import { pairSetting } from '../settings/settings.ts';
import { pairOfAddress } from '../settings/ticker.ts';
import { createBanner } from '../status/banner.ts';
import { createFeedBadge } from '../status/feed-badge.ts';
import { viewRecording } from '../status/recording-view.ts';
import { createStatusBar } from '../status/status-bar.ts';
import { type StatusView, viewStatus } from '../status/status-view.ts';
import { pageNowMs } from '../stream/page-clock.ts';
import { startEngine } from '../tables/engine.ts';
import { createPairDirectory, type PairDirectory } from '../tables/pair-directory.ts';
import { openPairTrades } from '../tables/pair-trades.ts';
import { createTradesPaintMark } from '../viewer/paint-mark.ts';
import { registerCharts } from '../viewer/register-charts.ts';
import { h } from './dom.ts';
import { createMaximiser } from './maximise.ts';
import { createPanelFrame } from './panel-frame.ts';
import { createPanelGrid } from './panel-grid.ts';
import { createPanelHost, type PanelHost } from './panel-host.ts';
import { type Session, startSession } from './session.ts';

export interface PageDefinition {
  /** Sizes of this page are remembered under this key. */
  readonly key: string;
  readonly heading: string;
  readonly rows: readonly (readonly Panel[])[];
  /** The other page of the dashboard. */
  readonly link: { readonly href: string; readonly text: string };
}

const TICK_MS = 250;

/** Builds a page into `#app` and brings it to life. The frame stands at once; viewers follow when the engine runs. */
export async function startPage(definition: PageDefinition): Promise<void> {
  repairNavigatorLanguages();
  window.desktop?.onCommand((id) => void runCommand(id));
  const wanted = pairOfAddress(window.location.search);
  if (wanted !== null) pairSetting.override(wanted);

  let directoryReady: (directory: PairDirectory) => void = () => {};
  const loading = new Promise<PairDirectory>((resolve) => {
    directoryReady = resolve;
  });
  const directory: PairDirectory = { read: async () => (await loading).read() };

  const hosts: PanelHost[] = [];
  const grid = buildPanels(definition, directory, hosts);
  followTheme((theme) => {
    for (const host of hosts) host.setTheme(theme);
  });
  const badge = createFeedBadge();
  const banner = createBanner();
  // A banner of its own: a dead feed must not hide that nothing is recorded, nor the other way round.
  const recordingBanner = createBanner('recording-banner');
  let session: Session | null = null;
  const replayBar = createReplayBar((command) => session?.steer(command));
  const statusBar = createStatusBar();
  const header = h(
    'header',
    { class: 'page-head' },
    h('h1', {}, definition.heading),
    badge.element,
    createTickerPicker(directory),
    h(
      'nav',
      { 'aria-label': 'Pages' },
      h('a', { href: definition.link.href, class: 'page-link' }, definition.link.text),
    ),
    ...(window.desktop === undefined ? [] : [createApiKeyButton(window.desktop)]),
    createChartEngineSwitch(),
    createThemeSwitch(),
  );
  document
    .querySelector('#app')
    ?.replaceChildren(header, replayBar.element, banner.element, recordingBanner.element, grid, statusBar.element);

  try {
    const engine = await startEngine();
    await registerCharts();
    const started = await startSession(engine);
    session = started;
    directoryReady(await createPairDirectory(started.tables.statistics));
    const tick = () => {
      const live = started.live();
      const nowMs = pageNowMs();
      replayBar.update(live.replay, nowMs);
      const view = viewStatus(live, nowMs);
      const recording = viewRecording(live.status, view.streamLight === 'ok');
      statusBar.update(live, view, recording);
      recordingBanner.update(recording.banner);
      badge.update(live.status?.feed ?? null);
      banner.update(view.banner);
      showTitle(view);
      const facts = {
        isStreamLive: view.streamLight === 'ok',
        hasTrades: live.hasTrades,
        isHistoryPending: live.isHistoryPending,
        publishIntervalS: live.info?.publishIntervalS ?? 1,
        uptimeS: (view.uptimeMs ?? 0) / 1_000,
      };
      for (const host of hosts) host.explain(facts);
    };
    tick();
    setInterval(tick, TICK_MS);
    await openViewers(engine, started, hosts);
  } catch (error) {
    console.error(error);
    banner.update({
      kind: 'error',
      text: `The dashboard could not start: ${error instanceof Error ? error.message : String(error)}. Reload the page; if it stays like this, use a current browser with WebAssembly.`,
    });
  }
}

function buildPanels(definition: PageDefinition, directory: PairDirectory, hosts: PanelHost[]): HTMLElement {
  const createQuoteSelect = createQuoteSelects(directory);
  const toolOf: Readonly<Record<PanelTool, () => HTMLElement>> = {
    quote: createQuoteSelect,
    limits: createLimitsFilter,
    range: createRangeSelect,
  };
  const maximiser = createMaximiser(() => grid);
  const paintMark = createTradesPaintMark();
  const rows = definition.rows.map((panels) =>
    panels.map((panel) => {
      const tools = (panel.tools ?? []).map((tool) => toolOf[tool]());
      const frame = createPanelFrame(panel, tools, () => maximiser.toggle(frame));
      maximiser.add(frame);
      const isTrades = panel.table === 'trades' || panel.table === 'pairTrades';
      hosts.push(
        createPanelHost(panel, frame, {
          ...(isTrades && {
            onDrawn: (first) => {
              const newest = first.received_time;
              if (typeof newest === 'number') paintMark(newest);
            },
          }),
        }),
      );
      return frame.element;
    }),
  );
  const grid: HTMLElement = createPanelGrid(definition.key, rows);
  return grid;
}

async function openViewers(engine: Client, session: Session, hosts: readonly PanelHost[]): Promise<void> {
  const { trades, statistics, history } = session.tables;
  let pairTrades = trades;
  if (hosts.some((host) => host.panel.table === 'pairTrades')) {
    const gathered = await openPairTrades(engine, trades);
    pairTrades = gathered.table;
    const follow = () => void gathered.follow(pairSetting.get());
    follow();
    pairSetting.subscribe(follow);
    session.onTradesSnapshot(follow);
  }
  const tables = { trades, pairTrades, statistics, history };
  await Promise.all(hosts.map((host) => host.open(tables[host.panel.table], shownTheme())));
}

function showTitle(view: StatusView): void {
  const product = 'Multi-Ticker Dashboard';
  const title = view.light === 'ok' ? `${pairSetting.get()} · ${product}` : `(${view.feedText}) ${product}`;
  if (document.title !== title) document.title = title;
}
