import { lookup } from 'node:dns/promises';
import { isIP, connect as openTcp, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { connect as openTls } from 'node:tls';
import { WebSocket } from 'ws';
import { resolveEndpoint } from './endpoints.ts';
import { CONNECTION_LIMIT, endOfClose, endOfError, quoted } from './faults.ts';
import { parseFrame, type StatusEvent } from './parse-frame.ts';
import { tlsAdvice } from './tls-advice.ts';

/** The way to live trades, in the order in which it is walked. */
export const TEST_STEPS = ['address', 'dns', 'tcp', 'tls', 'websocket', 'key', 'plan', 'limit', 'trades'] as const;
export type TestStepId = (typeof TEST_STEPS)[number];

/** `notice`: no fault, but something to know. `skipped`: not needed here, or not reached. */
export type TestState = 'running' | 'ok' | 'notice' | 'failed' | 'skipped';

export interface TestStep {
  readonly id: TestStepId;
  readonly state: TestState;
  /** How long it took; null while it runs and where it did not. */
  readonly ms: number | null;
  /** What was found, for people. */
  readonly detail: string;
  /** What to do; null = nothing. */
  readonly advice: string | null;
}

export interface ConnectionTest {
  /** As `resolveEndpoint` takes it; null = the provider's real-time server. */
  readonly address: string | null;
  readonly key: string;
  /** End before the key is sent: for when signing in would end another connection with it. */
  readonly withoutKey?: boolean;
  readonly signal: AbortSignal;
  /** Called when a step begins and when it ends. */
  readonly onStep: (step: TestStep) => void;
  readonly timings?: Partial<TestTimings>;
}

export interface TestTimings {
  /** For each step. */
  readonly stepTimeoutMs: number;
  /** How long the account's limit may take to be enforced once we have subscribed. */
  readonly limitWaitMs: number;
  /** How long the first trade may take. */
  readonly tradeWaitMs: number;
}

export type TestOutcome = 'ok' | 'failed' | 'cancelled';

const TIMINGS: TestTimings = { stepTimeoutMs: 10_000, limitWaitMs: 3_000, tradeWaitMs: 5_000 };
const CHANNEL = 'XT.*';
const CANCELLED = 'Cancelled.';

/** How a step ends. */
interface Found {
  readonly detail: string;
  readonly advice?: string;
  readonly isNotice?: boolean;
}

/** A step that failed, with what to do. */
class StepFailure extends Error {
  readonly advice: string;
  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}

/**
 * Walks the way to live trades with a connection of its own and tells of every step. Never throws, and leaves nothing open: what fails ends
 * the test, the steps after it are then `skipped`.
 */
export async function testConnection(test: ConnectionTest): Promise<TestOutcome> {
  const timings = { ...TIMINGS, ...test.timings };
  const walk = new Walk(test, timings);
  try {
    await walk.run();
    return 'ok';
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    return test.signal.aborted ? 'cancelled' : 'failed';
  } finally {
    walk.close();
  }
}

class Walk {
  readonly #test: ConnectionTest;
  readonly #timings: TestTimings;
  readonly #told = new Set<TestStepId>();
  #socket: Socket | null = null;
  #client: WebSocket | null = null;
  readonly #statuses: StatusEvent[] = [];
  #trades = 0;
  /** Why the connection ended; null = it stands. */
  #end: Error | null = null;
  #wake = () => {};
  #endpointNote: string | null = null;

  constructor(test: ConnectionTest, timings: TestTimings) {
    this.#test = test;
    this.#timings = timings;
  }

  async run(): Promise<void> {
    try {
      const url = await this.#step('address', async () => this.#address());
      await this.#step('dns', () => this.#resolve(url.hostname.replace(/^\[|\]$/g, '')));
      await this.#step('tcp', () => this.#connect(url));
      if (url.protocol === 'wss:') await this.#step('tls', () => this.#secure(url));
      else this.#tell('tls', 'skipped', null, 'Not needed: the server is on this computer.');
      await this.#step('websocket', () => this.#upgrade(url));
      if (this.#test.withoutKey === true) return;
      await this.#step('key', () => this.#authenticate());
      await this.#step('plan', () => this.#subscribe());
      await this.#step('limit', () => this.#awaitLimit());
      await this.#step('trades', () => this.#awaitTrade());
    } finally {
      for (const id of TEST_STEPS) if (!this.#told.has(id)) this.#tell(id, 'skipped', null, 'Not reached.');
    }
  }

  close(): void {
    this.#client?.removeAllListeners();
    this.#client?.on('error', () => {});
    if (this.#client?.readyState === WebSocket.OPEN) this.#client.close(1000);
    this.#socket?.on('error', () => {});
    // The close frame first, so that the server frees the connection at once.
    const socket = this.#socket;
    if (socket !== null) setTimeout(() => socket.destroy(), 250).unref();
  }

  async #step<T extends Found | URL>(id: TestStepId, run: () => Promise<T>): Promise<T> {
    this.#tell(id, 'running', null, '');
    const startMs = performance.now();
    const took = () => performance.now() - startMs;
    try {
      const found = await this.#inTime(run(), id === 'dns' ? ONLINE : SILENT);
      if (found instanceof URL) this.#tell(id, 'ok', took(), found.href.replace(/\/$/, ''), this.#endpointNote);
      else this.#tell(id, found.isNotice ? 'notice' : 'ok', took(), found.detail, found.advice ?? null);
      return found;
    } catch (error) {
      const failure = error instanceof StepFailure ? error : new StepFailure(messageOf(error), ONLINE);
      this.#tell(id, 'failed', took(), failure.message, failure.advice === '' ? null : failure.advice);
      throw failure;
    }
  }

  #tell(id: TestStepId, state: TestState, ms: number | null, detail: string, advice: string | null = null): void {
    this.#told.add(id);
    this.#test.onStep({ id, state, ms: ms === null ? null : Math.round(ms), detail, advice });
  }

  #inTime<T>(work: Promise<T>, advice: string): Promise<T> {
    const { signal } = this.#test;
    return new Promise((resolve, reject) => {
      const cancel = () => reject(new StepFailure(CANCELLED, ''));
      const timer = setTimeout(
        () => reject(new StepFailure(`No answer within ${this.#timings.stepTimeoutMs / 1_000} s.`, advice)),
        this.#timings.stepTimeoutMs,
      );
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel, { once: true });
      work.then(resolve, reject).finally(() => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
      });
    });
  }

  #address(): URL {
    try {
      const { url, note } = resolveEndpoint(this.#test.address ?? undefined);
      this.#endpointNote = note;
      return new URL(url);
    } catch (error) {
      throw new StepFailure(messageOf(error), 'Choose a server in the list, or correct the address.');
    }
  }

  async #resolve(host: string): Promise<Found> {
    if (isIP(host) !== 0) return { detail: `${host} needs no look-up.` };
    try {
      const found = await lookup(host, { all: true });
      return {
        detail: `${host} is ${found
          .map(({ address }) => address)
          .slice(0, 3)
          .join(', ')}`,
      };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new StepFailure(
        `The name ${host} cannot be looked up (${code ?? messageOf(error)}).`,
        'Check that this computer is online and that the name is right. In a company network ask whether names of the internet are resolved.',
      );
    }
  }

  async #connect(url: URL): Promise<Found> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = portOf(url);
    const socket = openTcp({ host, port, noDelay: true });
    this.#socket = socket;
    try {
      await opened(socket, 'connect');
    } catch (error) {
      throw new StepFailure(
        `${host}, port ${port}: ${endOfError(error as NodeJS.ErrnoException).reason}.`,
        `Check the address, and that a firewall lets connections to port ${port} out.`,
      );
    }
    return { detail: `Connected to ${socket.remoteAddress}, port ${port}.` };
  }

  async #secure(url: URL): Promise<Found> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const raw = this.#socket;
    if (raw === null) throw new StepFailure('There is no connection.', ONLINE);
    const secure = openTls({
      socket: raw,
      ...(isIP(host) === 0 && { servername: host }),
      host,
      ALPNProtocols: ['http/1.1'],
    });
    this.#socket = secure;
    try {
      await opened(secure, 'secureConnect');
    } catch (error) {
      // OpenSSL's own message is of its source files; `reason` is the part for people.
      const { code, reason } = error as NodeJS.ErrnoException & { readonly reason?: string };
      throw new StepFailure(
        `No secure connection: ${reason ?? messageOf(error)}${code === undefined ? '' : ` (${code})`}.`,
        tlsAdvice(code),
      );
    }
    const issuer = secure.getPeerCertificate().issuer?.O;
    return {
      detail: `${secure.getProtocol()}${issuer === undefined ? '' : `, certificate by ${quoted(String(issuer))}`}.`,
    };
  }

  async #upgrade(url: URL): Promise<Found> {
    const socket = this.#socket;
    if (socket === null) throw new StepFailure('There is no connection.', ONLINE);
    const client = new WebSocket(url.href, { perMessageDeflate: false, createConnection: () => socket });
    this.#client = client;
    client.on('message', (data) => this.#receive(String(data)));
    client.on('error', (error) => this.#ended(error));
    client.on('close', (code, reason) =>
      this.#ended(new Error(endOfClose(code, this.#withoutKey(String(reason))).reason)),
    );
    const greeting = await this.#awaitStatus('connected').catch((error: unknown) => {
      throw new StepFailure(
        `No stream at this address: ${messageOf(error)}.`,
        'The server answers, but not as the provider’s does. Check the address; a proxy between may not pass WebSockets on.',
      );
    });
    return { detail: `The server greets: ${quoted(greeting.message)}.` };
  }

  async #authenticate(): Promise<Found> {
    this.#send('auth', this.#test.key);
    const answer = await this.#answer(['auth_success', 'auth_failed', 'error', 'auth_timeout']);
    if (answer.status === 'auth_success') return { detail: 'The server accepts the API key.' };
    throw new StepFailure(
      `The server refused the API key: ${quoted(this.#withoutKey(answer.message))}.`,
      'Copy the key again from your dashboard at the provider, without blanks, and check that it was not replaced there.',
    );
  }

  async #subscribe(): Promise<Found> {
    this.#send('subscribe', CHANNEL);
    const answer = await this.#answer(['success', 'error']);
    if (answer.status === 'success') return { detail: `The plan includes ${CHANNEL}, all crypto trades.` };
    throw new StepFailure(
      `The server refuses ${CHANNEL}: ${quoted(this.#withoutKey(answer.message))}.`,
      'The plan of this key does not include real-time crypto trades. Choose one at the provider that does, or another server here.',
    );
  }

  /** A connection too many is accepted first and thrown out a little later. */
  async #awaitLimit(): Promise<Found> {
    const deadline = performance.now() + this.#timings.limitWaitMs;
    while (performance.now() < deadline) {
      this.#throwAtLimit();
      if (this.#trades > 0 && performance.now() > deadline - this.#timings.limitWaitMs / 2) break;
      await this.#change(deadline - performance.now());
    }
    this.#throwAtLimit();
    return { detail: 'No other program uses this key.' };
  }

  async #awaitTrade(): Promise<Found> {
    const deadline = performance.now() + this.#timings.tradeWaitMs;
    while (this.#trades === 0 && performance.now() < deadline) {
      this.#throwAtLimit();
      await this.#change(deadline - performance.now());
    }
    if (this.#trades > 0) return { detail: `Trades arrive: ${this.#trades} so far.` };
    return {
      detail: `No trade within ${this.#timings.tradeWaitMs / 1_000} s.`,
      advice:
        'Everything works, but this server sends nothing now. The provider lists crypto trades on its real-time servers only.',
      isNotice: true,
    };
  }

  #throwAtLimit(): void {
    const isLimit = this.#statuses.some(({ status }) => status === 'max_connections');
    if (!isLimit && this.#end === null) return;
    if (isLimit || messageOf(this.#end) === CONNECTION_LIMIT.reason) {
      throw new StepFailure(
        `${sentence(CONNECTION_LIMIT.reason)}`,
        'The provider allows one connection per key. End the other program, or use another key there or here.',
      );
    }
    throw new StepFailure(`${sentence(messageOf(this.#end))}`, 'Try again; if it stays like this, ask the provider.');
  }

  #receive(text: string): void {
    const trades: never[] = [];
    parseFrame(
      text,
      0,
      { trades, statuses: this.#statuses },
      { malformed: 0, ignored: 0, sideless: 0 },
      { dropSideless: false },
    );
    this.#trades += trades.length;
    this.#wake();
  }

  #ended(error: Error): void {
    this.#end ??= error;
    this.#wake();
  }

  #send(action: string, params: string): void {
    this.#client?.send(JSON.stringify({ action, params }));
  }

  /** The next status of these kinds; the limit of the account ends the wait too. */
  async #answer(kinds: readonly string[]): Promise<StatusEvent> {
    for (;;) {
      const found = this.#statuses.findIndex(({ status }) => kinds.includes(status));
      if (found >= 0) {
        const [answer] = this.#statuses.splice(0, found + 1).slice(-1);
        if (answer !== undefined) return answer;
      }
      // Trades without any confirmation: the server has accepted the subscription.
      if (this.#trades > 0 && kinds.includes('success')) return { status: 'success', message: '' };
      this.#throwAtLimit();
      await this.#change();
    }
  }

  async #awaitStatus(kind: string): Promise<StatusEvent> {
    for (;;) {
      const found = this.#statuses.find(({ status }) => status === kind);
      if (found !== undefined) return found;
      if (this.#end !== null) throw this.#end;
      await this.#change();
    }
  }

  /** Resolves when something has arrived, or after `ms`. */
  #change(ms?: number): Promise<void> {
    const { signal } = this.#test;
    return new Promise((resolve, reject) => {
      const finish = (end: () => void) => () => {
        if (timer !== null) clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        end();
      };
      const cancel = finish(() => reject(new StepFailure(CANCELLED, '')));
      const timer = ms === undefined ? null : setTimeout(() => this.#wake(), Math.max(0, ms));
      this.#wake = finish(resolve);
      signal.addEventListener('abort', cancel);
    });
  }

  #withoutKey(text: string): string {
    return this.#test.key === '' ? text : text.replaceAll(this.#test.key, '***');
  }
}

const ONLINE = 'Check that this computer is online.';
const SILENT =
  'Something between here and the server swallows the connection: check firewall and proxy, or try again later.';

function opened(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed the connection')));
  });
}

const portOf = (url: URL): number => (url.port === '' ? (url.protocol === 'wss:' ? 443 : 80) : Number(url.port));
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
