import { WebSocket } from 'ws';
import { encodeStatus, type OutgoingTrade } from './encode.ts';
import type { FaultName } from './faults.ts';

/** What a session needs to know of its server. */
export interface SessionContext {
  readonly faults: ReadonlySet<FaultName>;
  /** The accepted key; null accepts every non-empty one. */
  readonly key: string | null;
  /** Channels that the plan does not include. */
  readonly refusedChannels: ReadonlySet<string>;
  readonly authTimeoutMs: number;
  readonly onSubscribed: (session: Session) => void;
  readonly onEnd: (session: Session) => void;
}

const MESSAGES = {
  connected: 'Connected Successfully',
  authSuccess: 'authenticated',
  authFailed: 'authentication failed',
  authTimeout: 'No authentication request received.',
  notAuthorized: 'not authorized',
  maxConnections:
    'Maximum number of websocket connections exceeded. You have reached the connection limit for your account. ' +
    'Please contact support at https://massive.com/contact to increase your limit.',
};

const KNOWN_KINDS = new Set(['XT', 'XQ', 'XA', 'XAS', 'XL2']);

/** One client: greets, authenticates, keeps its channels, in the words of the real server. */
export class Session {
  readonly socket: WebSocket;
  readonly channels = new Set<string>();
  /** False on a path of an unknown market: everything is confirmed, nothing is sent. */
  readonly receivesTrades: boolean;
  readonly #context: SessionContext;
  readonly #authTimer: NodeJS.Timeout;
  #authenticated = false;

  constructor(socket: WebSocket, context: SessionContext, receivesTrades: boolean) {
    this.socket = socket;
    this.receivesTrades = receivesTrades;
    this.#context = context;
    this.#authTimer = setTimeout(() => this.#timeOut(), context.authTimeoutMs);
    socket.on('message', (data) => this.#onMessage(String(data)));
    socket.on('ping', (payload) => {
      if (!context.faults.has('freeze')) socket.pong(payload);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(this.#authTimer);
      context.onEnd(this);
    });
    if (!context.faults.has('no-greeting')) this.#status('connected', MESSAGES.connected);
  }

  /** False while it closes: what would be sent then reaches nobody. */
  get isOpen(): boolean {
    return this.socket.readyState === WebSocket.OPEN;
  }

  get subscribed(): boolean {
    return this.channels.size > 0;
  }

  /** How often this client gets a trade: twice if it subscribed both to all pairs and to this one. */
  copiesOf({ trade }: OutgoingTrade): number {
    return (this.channels.has('XT.*') ? 1 : 0) + (this.channels.has(`XT.${trade.pair}`) ? 1 : 0);
  }

  /** Says that the account has too many connections, and closes. */
  refuseAsOneTooMany(): void {
    this.#status('max_connections', MESSAGES.maxConnections);
    this.socket.close(1008);
  }

  send(frame: string): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(frame);
  }

  #status(status: string, message: string): void {
    this.send(`[${encodeStatus(status, message)}]`);
  }

  #timeOut(): void {
    this.#status('auth_timeout', MESSAGES.authTimeout);
    this.socket.close(1000);
  }

  #onMessage(text: string): void {
    const { action, params } = parseRequest(text);
    if (action === 'auth') this.#authenticate(params);
    else if (action === 'subscribe') this.#subscribe(params.split(','));
    else if (action === 'unsubscribe') this.#unsubscribe(params.split(','));
  }

  #authenticate(key: string): void {
    const { faults, key: accepted } = this.#context;
    if (faults.has('no-auth-answer')) return;
    clearTimeout(this.#authTimer);
    if (faults.has('auth-timeout')) {
      this.#timeOut();
    } else if (faults.has('auth-failed-old')) {
      this.#status('error', MESSAGES.authFailed);
    } else if (faults.has('auth-failed') || key === '' || (accepted !== null && key !== accepted)) {
      this.#status('auth_failed', MESSAGES.authFailed);
      this.socket.close(1000);
    } else {
      this.#authenticated = true;
      this.#status('auth_success', MESSAGES.authSuccess);
    }
  }

  #subscribe(channels: readonly string[]): void {
    const { faults, refusedChannels, onSubscribed } = this.#context;
    if (!this.#authenticated) {
      this.#status('error', MESSAGES.notAuthorized);
      return;
    }
    if (faults.has('no-subscribe-answer')) return;
    const wasSubscribed = this.subscribed;
    for (const channel of channels.map((name) => name.trim())) {
      if (this.channels.has(channel) || !KNOWN_KINDS.has(channel.split('.')[0] ?? '')) continue;
      if (faults.has('not-authorized') || refusedChannels.has(channel)) {
        this.#status('error', MESSAGES.notAuthorized);
        continue;
      }
      this.channels.add(channel);
      if (!faults.has('silent-subscribe')) this.#status('success', `subscribed to: ${channel}`);
    }
    if (!wasSubscribed && this.subscribed) onSubscribed(this);
  }

  #unsubscribe(channels: readonly string[]): void {
    for (const channel of channels.map((name) => name.trim())) {
      if (this.channels.delete(channel)) this.#status('success', `unsubscribed to: ${channel}`);
    }
  }
}

/** The action and its parameters; empty strings for anything that is no request. */
function parseRequest(text: string): { action: string; params: string } {
  try {
    const request = JSON.parse(text) as { action?: unknown; params?: unknown } | null;
    return { action: String(request?.action ?? ''), params: String(request?.params ?? '') };
  } catch {
    return { action: '', params: '' };
  }
}
