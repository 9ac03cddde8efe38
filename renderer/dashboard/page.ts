import { createAlertBell } from '../alerts/alert-bell.ts';
import { alertLog } from '../alerts/alert-log.ts';
import { addPageCommands } from '../commands/page-commands.ts';
import { listenToKeys } from '../commands/page-keys.ts';
import { createPalette } from '../commands/palette.ts';
import { runCommand } from '../commands/registry.ts';
import { createShortcuts } from '../commands/shortcuts.ts';
import { createApiKeyButton } from '../controls/api-key.ts';
import { createChartEngineSwitch } from '../controls/chart-engine.ts';
import { createLayoutMenu } from '../controls/layout-menu.ts';
import { createThemeSwitch, followTheme } from '../controls/theme.ts';
import { createTickerPicker } from '../controls/ticker-picker.ts';
import { repairNavigatorLanguages } from '../format/locales.ts';
import { createPageHud } from '../hud/page-hud.ts';
import { builtInLayouts } from '../layout/built-in.ts';
import type { PageKey } from '../layout/layout.ts';
import { Layouts } from '../layout/layouts.ts';
import type { Panel } from '../panels/panel.ts';
import { createReplayBar } from '../replay/replay-bar.ts';
import { followDesktopSettings } from '../settings/desktop-settings.ts';
import { chartEngineSetting, pairSetting } from '../settings/settings.ts';
import { pairOfAddress } from '../settings/ticker.ts';
import { createBanner } from '../status/banner.ts';
import { createFeedBadge } from '../status/feed-badge.ts';
import { viewRecording } from '../status/recording-view.ts';
import { createStatusBar } from '../status/status-bar.ts';
import { type StatusView, viewStatus } from '../status/status-view.ts';
import { pageNowMs } from '../stream/page-clock.ts';
import { startEngine } from '../tables/engine.ts';
import { createPairDirectory, type PairDirectory } from '../tables/pair-directory.ts';
import { registerCharts } from '../viewer/register-charts.ts';
import { h } from './dom.ts';
import { connectLayouts } from './layout-commands.ts';
import { createNotices } from './notices.ts';
import { pageStorage } from './page-storage.ts';
import { createPanelBoard, panelName } from './panel-board.ts';
import { type Session, startSession } from './session.ts';

export interface PageDefinition {
  /** Layouts are for one page. */
  readonly key: PageKey;
  readonly heading: string;
  readonly rows: readonly (readonly Panel[])[];
  /** The other page of the dashboard. */
  readonly link: { readonly href: string; readonly text: string };
}

const TICK_MS = 250;
/** From statistics in the engine to their picture, on a busy computer. */
const DRAWING_MS = 1_000;

/** Builds a page into `#app` and brings it to life. The frame stands at once; viewers follow when the engine runs. */
export async function startPage(definition: PageDefinition): Promise<void> {
  repairNavigatorLanguages();
  window.desktop?.onCommand((id) => void runCommand(id));
  listenToKeys();
  const wanted = pairOfAddress(window.location.search);
  if (wanted !== null) pairSetting.override(wanted);
  const notices = createNotices();
  const apiKeyButton = window.desktop === undefined ? null : createApiKeyButton(window.desktop);
  if (window.desktop !== undefined) {
    let problems = '';
    await followDesktopSettings(window.desktop, (settings) => {
      apiKeyButton?.update(settings.hasApiKey);
      const text = settings.problems.join(' ');
      if (text === '') notices.clear('settings');
      else if (text !== problems) notices.show('settings', 'warning', text);
      problems = text;
    });
  }

  let directoryReady: (directory: PairDirectory) => void = () => {};
  const loading = new Promise<PairDirectory>((resolve) => {
    directoryReady = resolve;
  });
  const directory: PairDirectory = { read: async () => (await loading).read() };

  const ids = definition.rows.map((row) => row.map(({ id }) => id));
  const layoutPage = { key: definition.key, rows: ids };
  const layouts = new Layouts(pageStorage(), layoutPage, builtInLayouts(layoutPage), chartEngineSetting);
  const board = createPanelBoard(definition.rows, directory, layouts, notices);
  const layoutMenu = createLayoutMenu(layouts, new Map(board.panels.map((panel) => [panel.id, panelName(panel)])));
  const palette = createPalette();
  const shortcuts = createShortcuts();
  addPageCommands(palette, shortcuts);
  connectLayouts(layouts, layoutMenu, board, notices);
  followTheme((theme) => board.setTheme(theme));
  const badge = createFeedBadge();
  const banner = createBanner();
  // A banner of its own: a dead feed must not hide that nothing is recorded, nor the other way round.
  const recordingBanner = createBanner('recording-banner');
  let session: Session | null = null;
  const replayBar = createReplayBar((command) => session?.steer(command));
  const statusBar = createStatusBar();
  const { desktop } = window;
  const manageAlerts = desktop === undefined ? null : () => desktop.runCommand('alerts');
  const bell = createAlertBell(alertLog, pageNowMs, manageAlerts);
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
    ...(apiKeyButton === null ? [] : [apiKeyButton.element]),
    bell.element,
    layoutMenu.element,
    createChartEngineSwitch(),
    createThemeSwitch(),
  );
  document.querySelector('#app')?.replaceChildren(
    header,
    replayBar.element,
    banner.element,
    recordingBanner.element,
    notices.element,
    board.element,
    statusBar.element,
    createPageHud(pageNowMs, () => session?.live().status?.feed.kind ?? null),
    palette.element,
    shortcuts.element,
  );

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
        hasStatistics: live.statisticsAtMs !== null && nowMs - live.statisticsAtMs > DRAWING_MS,
        isHistoryPending: live.isHistoryPending,
        publishIntervalS: live.info?.publishIntervalS ?? 1,
        uptimeS: (view.uptimeMs ?? 0) / 1_000,
      };
      board.explain(facts);
      board.showAlerts(alertLog.active(nowMs));
    };
    tick();
    setInterval(tick, TICK_MS);
    await board.openViewers(engine, started);
  } catch (error) {
    console.error(error);
    banner.update({
      kind: 'error',
      text: `The dashboard could not start: ${error instanceof Error ? error.message : String(error)}. Reload the page; if it stays like this, use a current browser with WebAssembly.`,
    });
  }
}

function showTitle(view: StatusView): void {
  const product = 'Multi-Ticker Dashboard';
  const title = view.light === 'ok' ? `${pairSetting.get()} · ${product}` : `(${view.feedText}) ${product}`;
  if (document.title !== title) document.title = title;
}
