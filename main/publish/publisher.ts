import type { AlertEvent } from '../alerts/alert-event.ts';
import type { Hub } from '../hub/hub.ts';
import type { AppInfo, AppStatus } from '../status.ts';
import { createReferencePublisher } from './reference-publisher.ts';
import type { ReplayControl } from './replay-control.ts';
import type { StreamOutlet } from './stream-outlet.ts';
import { createStreamPublisher, type StreamViewer } from './stream-publisher.ts';
import type { StreamLimits } from './stream-session.ts';
import { startWebServer } from './web-server.ts';
import { createWebSockets, type WebSocketsOptions } from './websockets.ts';
import { startWsServer } from './ws-server.ts';

/** The original publishes statistics of pairs with more than this 60 s volume; only its own profile still does. */
const CSP_VOLUME_ABOVE = 1_000;
const GOING_AWAY = 1001;

export interface PublisherOptions {
  readonly host: string;
  /** 0 = any free port. */
  readonly wsPort: number;
  readonly webPort: number;
  readonly hub: Hub;
  /** Directory of the built renderer. */
  readonly rendererDir: string;
  /** The ports in it are replaced by those that are really open. */
  readonly info: AppInfo;
  /** Called at any time after the start; may use the publisher's figures. */
  readonly status: () => AppStatus;
  /** What viewers see and steer of a replay; left out where nothing is replayed. */
  readonly replay?: ReplayControl | undefined;
  /** How the application is doing, for /diagnostics. */
  readonly diagnostics?: () => unknown;
  /** Alerts so far, oldest first. */
  readonly alerts?: () => readonly AlertEvent[];
  readonly log: (message: string) => void;
  readonly limits?: Partial<StreamLimits> & { readonly referenceBytes?: number };
  readonly webSockets?: WebSocketsOptions;
}

export interface PublisherFigures {
  /** Connected now. */
  readonly clients: { readonly stream: number; readonly reference: number };
  /** Since the start. */
  readonly clientsCutOff: number;
  readonly resyncs: number;
  readonly ignoredMessages: number;
  /** Dropped because their pings stayed unanswered. */
  readonly unansweredPings: number;
  /** The most bytes that wait for any one client now. */
  readonly largestBufferBytes: number;
}

/** Everything that viewers connect to. */
export interface Publisher {
  readonly wsPort: number;
  readonly webPort: number;
  /** Adds a viewer over another transport: the window. */
  open(outlet: StreamOutlet): StreamViewer;
  /** Tells every viewer the status now: it has changed. */
  pushStatus(): void;
  /** Tells every viewer of alerts that have just happened. */
  pushAlerts(events: readonly AlertEvent[]): void;
  figures(): PublisherFigures;
  /** Says goodbye to the clients (1001) and closes both ports. */
  stop(): Promise<void>;
}

/** Opens both ports; rejects with a PortError (one sentence for people) if that fails, and then leaves none open. */
export async function startPublisher(options: PublisherOptions): Promise<Publisher> {
  const { host, hub, limits = {}, log } = options;
  let ports = { wsPort: options.wsPort, webPort: options.webPort };
  const { referenceBytes, ...streamLimits } = limits;
  const webSockets = createWebSockets(options.webSockets);
  const streams = createStreamPublisher({
    hub,
    info: () => ({ ...options.info, ...ports }),
    status: options.status,
    replay: options.replay,
    ...(options.alerts !== undefined && { alerts: options.alerts }),
    limits: streamLimits,
    log,
  });
  const reference = createReferencePublisher({
    hub,
    volumeAbove: options.info.profile === 'csp' ? CSP_VOLUME_ABOVE : null,
    ...(referenceBytes !== undefined && { maxBufferedBytes: referenceBytes }),
  });
  const closing: (() => Promise<void>)[] = [];

  async function stop(): Promise<void> {
    reference.stop();
    streams.stop(GOING_AWAY, 'the program is closing');
    await webSockets.stop(GOING_AWAY, 'the program is closing');
    await Promise.all(closing.map((close) => close()));
  }

  try {
    const ws = await startWsServer({ host, port: options.wsPort, reference, streams, webSockets });
    closing.push(ws.close);
    const web = await startWebServer({
      host,
      port: options.webPort,
      wsPort: ws.port,
      rendererDir: options.rendererDir,
      status: options.status,
      ...(options.diagnostics !== undefined && { diagnostics: options.diagnostics }),
      streams,
      webSockets,
    });
    closing.push(web.close);
    ports = { wsPort: ws.port, webPort: web.port };
    webSockets.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...ports,
    open: (outlet) => streams.open(outlet, { steers: true }),
    pushStatus: streams.pushStatus,
    pushAlerts: streams.pushAlerts,
    figures: () => ({
      clients: { stream: streams.viewers(), reference: reference.clients() },
      clientsCutOff: streams.counters.cutOff + reference.cutOff(),
      resyncs: streams.counters.resyncs,
      ignoredMessages: streams.counters.ignoredMessages,
      unansweredPings: webSockets.unanswered(),
      largestBufferBytes: Math.max(webSockets.largestBuffer(), streams.largestBuffer()),
    }),
    stop,
  };
}
