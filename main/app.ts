import { join } from 'node:path';
import type { AlertRule } from '../engine/alerts/alert-rule.ts';
import { type EngineSettings, engineConfig } from '../engine/config.ts';
import { createEngine } from '../engine/create-engine.ts';
import type { Engine, StatisticsBatch } from '../engine/engine.ts';
import type { AlertEvent } from './alerts/alert-event.ts';
import { openAlertHistory } from './alerts/alert-history.ts';
import { type AlertsView, createAlertMonitor } from './alerts/alert-monitor.ts';
import { readRulesFile } from './alerts/read-rules-file.ts';
import { type Clock, createClock } from './clock.ts';
import { type DiagnosticsReport, diagnosticsReport } from './diagnostics/diagnostics-report.ts';
import { watchProcess } from './diagnostics/process-watch.ts';
import { createStages } from './diagnostics/stages.ts';
import { createStopwatch, timedEngine } from './diagnostics/timed-engine.ts';
import { readEngineSettings } from './engine-config.ts';
import { driveEngine, type EngineDriver, originOf } from './engine-driver.ts';
import { createFeed, describeFeed } from './feed/create-feed.ts';
import type { FeedGap, FeedKind } from './feed/feed.ts';
import { createFeedHolds, type FeedHolds } from './feed/feed-holds.ts';
import { DEFAULT_FEED_URL, resolveRestUrl } from './feed/polygon/endpoints.ts';
import { controlReplay } from './feed/replay/replay-controller.ts';
import { asReplay } from './feed/replay/replay-feed.ts';
import { createHub } from './hub/hub.ts';
import type { Log } from './log.ts';
import type { Options } from './options.ts';
import { type Publisher, startPublisher } from './publish/publisher.ts';
import { HISTORY_COLUMNS, type ReplayCommand } from './publish/stream-messages.ts';
import type { StreamOutlet } from './publish/stream-outlet.ts';
import type { StreamViewer } from './publish/stream-publisher.ts';
import { showRecentPast } from './recent-past.ts';
import { createGapFiller } from './recording/backfill/gap-filler.ts';
import { openRecorder, type Recorder, type RecorderSettings } from './recording/recorder.ts';
import type { AppStatus } from './status.ts';

const PRODUCT = 'Multi-Ticker Dashboard';
/** Outages that the status carries. */
const GAPS_SHOWN = 20;
/** A reader does not wait longer for the newest rows. */
const MAX_SEAL_MS = 10_000;
const BYTES_PER_GB = 1e9;
const FEED_CHECK_MS = 1_000;

/** Everything that a run needs from its shell. */
export interface AppSetup {
  readonly options: Options;
  readonly apiKey: string | null;
  /** Directory of the built pages. */
  readonly rendererDir: string;
  /** Where recordings go unless the options say otherwise. */
  readonly dataDir: string;
  readonly version: string;
  /** Alert rules where the options name no file of them. */
  readonly alertRules?: readonly AlertRule[];
  /** Told of alerts as they happen. */
  readonly onAlerts?: (events: readonly AlertEvent[]) => void;
  readonly log: Log;
}

/** The whole pipeline from feed to viewers, without any window. */
export interface RunningApp {
  readonly webUrl: string;
  readonly wsUrl: string;
  /** What feeds it, for people. */
  readonly feedName: string;
  /** Where recordings go, or null. */
  readonly recordingDir: string | null;
  status(): AppStatus;
  diagnostics(): DiagnosticsReport;
  /** Adds a viewer over another transport than the ports: the window. */
  open(outlet: StreamOutlet): StreamViewer;
  /** Makes everything recorded so far readable for others; false if that is not possible now or takes longer than some seconds. */
  sealRecording(): Promise<boolean>;
  /** Takes other settings of recording over at once. */
  configureRecording(settings: RecordingSettings): void;
  /** Takes other alert rules over at once. */
  setAlertRules(rules: readonly AlertRule[]): void;
  alerts(): AlertsView;
  /** Stops and starts what comes in; a recorded outage. */
  readonly holds: FeedHolds;
  /** Connects anew to the provider, at once. */
  reconnect(reason: string): void;
  /** Pauses, resumes or moves a replay; does nothing where nothing is replayed. */
  steerReplay(command: ReplayCommand): void;
  stop(): Promise<void>;
}

/** What may be changed while it records. */
export type RecordingSettings = Pick<
  Options,
  'statisticsIntervalS' | 'retentionDays' | 'retentionGb' | 'minFreeGb' | 'backfill'
>;

/** The application cannot start; the message is for people. */
export class StartError extends Error {}

/** Starts feed, engine, hub and both ports. Throws StartError with one sentence when it cannot. */
export async function startApp(setup: AppSetup, clock: Clock = createClock()): Promise<RunningApp> {
  const { options, log } = setup;
  const startedUs = clock.nowUs();
  const feed = await orStartError(() => createFeed(options, setup.apiKey, clock));
  const settings = await orStartError(() => settingsOf(options));
  const config = (originUs: number) => engineConfig(options.profile, originUs / 1_000_000, settings);
  const { publishIntervalS } = await orStartError(() => config(0));
  const hub = createHub({ historyColumns: HISTORY_COLUMNS, publishIntervalMs: publishIntervalS * 1_000 });
  const restUrl = await orStartError(() => resolveRestUrl(options.restUrl, options.feedUrl ?? DEFAULT_FEED_URL));
  const alertRules = await orStartError(() =>
    options.alertRulesFile === null ? (setup.alertRules ?? []) : readRulesFile(options.alertRulesFile),
  );
  const recorder = await openRecorderFor(setup, feed.status().kind);
  const gapFiller =
    recorder === null || feed.status().kind !== 'polygon' || setup.apiKey === null
      ? null
      : createGapFiller({
          root: recorder.status().directory,
          recorder,
          baseUrl: restUrl,
          apiKey: setup.apiKey,
          enabled: options.backfill,
          pairs: () => hub.histories().keys(),
          clock,
          log,
        });
  const replayFeed = asReplay(feed);
  const alertHistory = await openAlertHistory(recorder?.status().directory ?? null, log.warn);
  const monitor = createAlertMonitor({
    rules: alertRules,
    feed: feed.status().kind,
    history: alertHistory,
    log,
    onEvents(events) {
      publisher.pushAlerts(events);
      setup.onAlerts?.(events);
    },
  });
  const stages = createStages(() => performance.now());
  const ownProcess = watchProcess();
  const handOver = createStopwatch();
  const isWatched = () => {
    const { stream, reference } = publisher.figures().clients;
    return stream + reference > 0;
  };
  const drive = (startUs: number): { engine: Engine; driver: EngineDriver } => {
    const originUs = originOf(startUs);
    const sink = (batch: StatisticsBatch) => {
      const timeMs = driver.timeMsOf(batch);
      const sentMs = handOver.run(() => hub.addStatistics(batch, timeMs));
      if (isWatched()) stages.record('publish-statistics', sentMs);
      handOver.run(() => recorder?.addStatistics(batch, timeMs));
    };
    const untimed = createEngine(config(originUs), sink, monitor.watch(originUs));
    const engine = timedEngine(untimed, handOver, (durationMs) => stages.record('engine', durationMs));
    const driver = driveEngine(engine, feed, originUs);
    for (const gap of replayFeed?.gaps ?? []) driver.onGap(gap);
    return { engine, driver };
  };
  let run = drive(feed.nowUs());
  const replay = replayFeed === null ? null : controlReplay(replayFeed, () => publisher.pushStatus());
  const gaps: FeedGap[] = [];

  const status = (): AppStatus => {
    const { tradesPerSecond, activePairs, pairs } = hub.figures();
    const { clients, clientsCutOff, resyncs } = publisher.figures();
    return {
      nowMs: feed.nowUs() / 1_000,
      startedAtMs: startedUs / 1_000,
      uptimeS: (clock.nowUs() - startedUs) / 1_000_000,
      feed: feed.status(),
      engine: run.engine.counters(),
      tradesPerSecond,
      activePairs,
      pairs,
      gaps: replayFeed === null ? gaps : replayFeed.passedGaps().slice(-GAPS_SHOWN),
      recording: recorder?.status() ?? null,
      backfill: gapFiller?.status() ?? null,
      clients,
      clientsCutOff,
      resyncs,
    };
  };

  const diagnostics = (): DiagnosticsReport =>
    diagnosticsReport({
      atMs: clock.nowUs() / 1_000,
      status: status(),
      stages: stages.summaries(),
      process: ownProcess.figures(),
      engineTrades: run.driver.heldTrades(),
      publishTrades: hub.figures().waitingTrades,
      viewerBytes: publisher.figures().largestBufferBytes,
    });

  const publisher: Publisher = await orStartError(
    () =>
      startPublisher({
        host: options.host,
        wsPort: options.wsPort,
        webPort: options.webPort,
        hub,
        rendererDir: setup.rendererDir,
        info: {
          product: PRODUCT,
          version: setup.version,
          profile: options.profile,
          publishIntervalS,
          webPort: options.webPort,
          wsPort: options.wsPort,
        },
        status,
        diagnostics,
        replay: replay ?? undefined,
        alerts: alertHistory.events,
        log: log.warn,
      }),
    async () => {
      run.driver.stop();
      replay?.stop();
      ownProcess.stop();
      await gapFiller?.stop();
      await recorder?.close();
    },
  );

  const kind = feed.status().kind;
  const stopPast =
    recorder === null
      ? () => {}
      : showRecentPast({
          root: recorder.status().directory,
          profile: options.profile,
          feed: kind,
          hub,
          startedMs: startedUs / 1_000,
          recovered: recorder.recovered,
          log,
        });

  if (kind !== 'replay') {
    // Behind the publisher, which has sent them by now: from the arrival of the oldest, where anyone looks on.
    hub.listen({
      onTrades({ trades }) {
        const [oldest] = trades;
        if (oldest === undefined || !isWatched()) return;
        stages.record('publish', (clock.nowUs() - oldest.receivedTimeUs) / 1_000);
      },
    });
  }

  let wasLive = false;
  feed.start({
    onTrades(batch) {
      if (kind === 'polygon') stages.arrived(batch);
      recorder?.addTrades(batch);
      hub.addTrades(batch);
      run.driver.onTrades(batch);
    },
    onGap(gap) {
      gaps.push(gap);
      if (gaps.length > GAPS_SHOWN) gaps.shift();
      run.driver.onGap(gap);
      recorder?.addGap(gap);
      log.warn(`trades may be missing: ${gap.reason}`);
      publisher.pushStatus();
    },
    onStatus({ kind, state, detail, warning, lastTradeMs }) {
      if (wasLive && state !== 'live' && kind === 'polygon') {
        run.driver.onOutage(lastTradeMs === null ? null : lastTradeMs * 1_000);
      }
      wasLive = state === 'live';
      log.info(`feed ${[state, detail, warning].filter((part) => part !== null).join(': ')}`);
      publisher.pushStatus();
    },
    onSeek(fromUs) {
      run.driver.stop();
      monitor.setMuted(true);
      alertHistory.clear();
      hub.clear();
      run = drive(fromUs);
    },
    onQuiet: () => run.driver.catchUp(),
    onSeeked() {
      run.driver.catchUp();
      monitor.setMuted(false);
      hub.reveal();
    },
  });

  const holds = createFeedHolds(feed);
  const feedCheck = setInterval(() => {
    const { lastTradeMs } = feed.status();
    const nowUs = feed.nowUs();
    const silenceS = nowUs / 1e6 - (lastTradeMs ?? startedUs / 1_000) / 1_000;
    // Nobody waits for the trades of a feed that the user has stopped, or of a recording that is over or paused.
    monitor.checkFeed(nowUs, kind === 'replay' || holds.isHeldBy('user') ? null : silenceS);
  }, FEED_CHECK_MS);

  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    webUrl: `http://${host}:${publisher.webPort}`,
    wsUrl: `ws://${host}:${publisher.wsPort}`,
    feedName: describeFeed(feed),
    recordingDir: recorder?.status().directory ?? null,
    status,
    diagnostics,
    open: publisher.open,
    sealRecording: async () => recorder === null || (await recorder.seal(MAX_SEAL_MS)),
    configureRecording(changed) {
      recorder?.configure(recorderSettings(changed));
      gapFiller?.setEnabled(changed.backfill);
    },
    setAlertRules: monitor.setRules,
    alerts: monitor.view,
    holds,
    reconnect: (reason) => feed.reconnect(reason),
    steerReplay: (command) => replay?.steer(command),
    async stop() {
      replay?.stop();
      clearInterval(feedCheck);
      ownProcess.stop();
      stopPast();
      await gapFiller?.stop();
      await feed.stop();
      run.driver.stop();
      hub.stop();
      await recorder?.close();
      await alertHistory.flush();
      await publisher.stop();
    },
  };
}

/** Simulated trades are kept only where the user named a directory for them; a replay is recorded already. */
async function openRecorderFor(setup: AppSetup, feed: FeedKind): Promise<Recorder | null> {
  const { options, log } = setup;
  const wanted = feed === 'polygon' || (feed === 'demo' && options.dataDir !== null);
  if (!options.record || !wanted) return null;
  return openRecorder({
    directory: join(options.dataDir ?? setup.dataDir, 'parquet_data'),
    product: { name: PRODUCT, version: setup.version },
    profile: options.profile,
    feed,
    log,
    ...recorderSettings(options),
  });
}

function recorderSettings(settings: RecordingSettings): RecorderSettings {
  const { statisticsIntervalS, retentionDays, retentionGb, minFreeGb } = settings;
  return {
    statisticsIntervalS,
    minFreeBytes: minFreeGb * BYTES_PER_GB,
    retention: { maxAgeDays: retentionDays, maxBytes: retentionGb === null ? null : retentionGb * BYTES_PER_GB },
  };
}

/** What the command line says wins over the settings file. A replay passes over no second: it shows what was computed live, whatever its speed. */
async function settingsOf({
  settingsFile,
  profile,
  publishIntervalS,
  feed,
}: Options): Promise<Partial<EngineSettings>> {
  return {
    ...(settingsFile !== null && (await readEngineSettings(settingsFile, profile))),
    ...(publishIntervalS !== null && { publishIntervalS }),
    ...(feed === 'replay' && { catchUpLimitS: Number.POSITIVE_INFINITY }),
  };
}

async function orStartError<T>(start: () => T | Promise<T>, undo?: () => Promise<void>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    await undo?.();
    throw error instanceof Error ? new StartError(error.message, { cause: error }) : error;
  }
}
